import type { Plan, PlanAction, PlanPart, PlanStep } from '../../domain/plan/plan.js';
import { changeText, commandText } from '../../domain/plan/sentences.js';
import { stepOf } from '../../domain/start/steps.js';
import { texts, word } from '../lang/index.js';

/** A plan for people: by step, part and node; `?` is a command that only looks, `!` one that changes something. */
export const planLines = (plan: Plan): readonly string[] => [headline(plan), ...plan.steps.flatMap(stepLines)];

const headline = ({ cluster, peer, role, home, entry, recorded }: Plan): string =>
  [
    word('planHead', { cluster: word('asRole', { cluster, role }), peer }),
    ...(home === undefined ? [] : [word('planHome', { node: home.name })]),
    ...(entry > 1 ? [word('planEntry', { entry, recorded })] : []),
  ].join(word('said'));

const stepLines = ({ id, parts }: PlanStep): readonly string[] => {
  const { number } = stepOf(id);
  return [
    '',
    `${number === null ? '–' : number} ${texts().titles[id]}`,
    ...(parts.length > 0 ? parts.flatMap(partLines) : [`  ${word('planNothing')}`]),
  ];
};

const partLines = ({ part, what, actions }: PlanPart): readonly string[] => [
  `  ${texts().parts[part]}${what === undefined ? '' : `: ${what}`}`,
  ...(actions.length > 0 ? [] : [`    ${word('planNothing')}`]),
  ...actions.flatMap((action, index) => [
    ...(action.node === actions[index - 1]?.node ? [] : [`    ${action.node}`]),
    ...actionLines(action).map((line) => `      ${line}`),
  ]),
];

const actionLines = (action: PlanAction): readonly string[] => {
  if (action.kind === 'file') return [`! ${texts().file(action)}`];
  const sql = action.sql === undefined ? [] : action.sql.split('\n').map((line) => `    ${line}`);
  return [
    `${action.kind === 'look' ? '?' : '!'} ${commandText(action.argv)}`,
    ...sql,
    ...action.differences.map(({ what, where, before, after }) => {
      const elsewhere = where === action.node ? '' : ` (${where})`;
      return `    ${changeText(what, before, after)}${elsewhere}`;
    }),
  ];
};
