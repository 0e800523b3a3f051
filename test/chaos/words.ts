import type { Act, RoundPlan, Scene, Way } from './plan.js';
import { sentenceOf } from './trouble.js';

/** A plan as people read it. */
export const linesOf = ({ round, timeOutSeconds, scenes, ending }: RoundPlan): readonly string[] => [
  `round ${round}, --time-out ${timeOutSeconds}`,
  ...scenes.flatMap((scene, n) => [
    `  ${n + 1}. ${startOf(scene)}; ${momentOf(scene)}:`,
    ...scene.acts.map((act) => `     - ${wordsOf(act)}`),
  ]),
  '  at last all is healed',
  ...(ending.abort === 'nothing' ? [] : [`  ${sides(ending.abort)} aborted`]),
  `  ${sides(ending.start)} started until they are done`,
];

const sides = (way: Way): string => (way === 'both' ? 'both sides as one are' : 'each side is');

const startOf = ({ start }: Scene): string =>
  start === 'retry' ? 'whoever is parked is retried' : `${sides(start)} started, where it does not go on`;

const momentOf = ({ when: { cluster, part, moment } }: Scene): string =>
  `${moment === 'begun' ? 'as' : 'inside, when'} ${cluster} is at ${part}`;

export const wordsOf = (act: Act): string => {
  switch (act.kind) {
    case 'strike':
      return act.pair.map(sentenceOf).join(', and ');
    case 'ask':
      return `somebody says ${act.verb} to ${act.of}`;
    case 'watch':
      return `until a side stops, ${act.seconds} s at most`;
    case 'heal':
      return 'all is healed';
  }
};
