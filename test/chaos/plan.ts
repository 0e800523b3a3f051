import { LAB_CLUSTERS, type LabClusterName } from '../../lab/index.js';
import { partsOf, type Point } from '../crash/lab/points.js';
import { chanceOf, type Chance } from '../support/chance.js';
import { chooseTrouble, type Trouble } from './trouble.js';

/**
 * What a round decides, all of it ahead: what is played is read off this, so that the same plan makes the same decisions.
 * When each of them meets the two runs is the machine's affair.
 */
export interface RoundPlan {
  readonly round: number;
  /** The primary's --time-out. */
  readonly timeOutSeconds: number;
  readonly scenes: readonly Scene[];
  readonly ending: Ending;
}

/** Both sides by themselves, or as one, i.e. by the parent. */
export type Way = 'each' | 'both';

export interface Scene {
  /** Whoever does not go on is asked to, first. */
  readonly start: Way | 'retry';
  /** When something happens. */
  readonly when: Pick<Point, 'cluster' | 'part' | 'moment'>;
  /** One after the other. */
  readonly acts: readonly Act[];
}

export type Act =
  /** Both at once. */
  | { readonly kind: 'strike'; readonly pair: readonly [Trouble, Trouble] }
  | { readonly kind: 'ask'; readonly verb: AskedVerb; readonly of: LabClusterName | 'both' }
  /** Until a side stops by itself, so long at most. */
  | { readonly kind: 'watch'; readonly seconds: number }
  | { readonly kind: 'heal' };

export type AskedVerb = 'pause' | 'resume' | 'retry' | 'abort';

/** When all is healed: both sides are started until they are done, or given up first. */
export type Ending = { readonly abort: Way | 'nothing'; readonly start: Way };

/** A round depends on no other one: the same round of the same seed is the same, however many were played before. */
export const planRound = (seed: number, round: number): RoundPlan => {
  const chance = chanceOf(Math.imul(seed, 1_000_003) + round);
  const way = (): Way => (chance.happens(0.5) ? 'both' : 'each');
  return {
    round,
    timeOutSeconds: chance.of([15, 30, 120]),
    scenes: Array.from({ length: chance.between(1, 3) }, (_, n) => planScene(chance, n === 0 ? way() : undefined)),
    ending: { abort: chance.happens(0.25) ? way() : 'nothing', start: way() },
  };
};

const planScene = (chance: Chance, first: Way | undefined): Scene => {
  const cluster = chance.of(LAB_CLUSTERS);
  const start = first ?? chance.of<Scene['start']>(['each', 'both', 'retry']);
  const when = { cluster, part: chance.of(partsOf(cluster)), moment: chance.of(['begun', 'inside'] as const) };
  const strike: Act = { kind: 'strike', pair: [chooseTrouble(chance), chooseTrouble(chance)] };
  const watch = (): Act => ({ kind: 'watch', seconds: chance.between(1, 12) });
  const acts: readonly Act[] = [...planAsking(chance, strike), watch(), ...(chance.happens(0.6) ? [heal] : [])];
  return { start, when, acts };
};

const heal: Act = { kind: 'heal' };

/** Now and then an operator speaks, before the pair strikes or after. */
const planAsking = (chance: Chance, strike: Act): readonly Act[] => {
  if (chance.happens(0.5)) return [strike];
  const of = chance.of(LAB_CLUSTERS);
  const asked = (verb: AskedVerb): Act => ({ kind: 'ask', verb, of });
  const verb = chance.of<AskedVerb>(['pause', 'pause', 'retry', 'abort']);
  switch (verb) {
    case 'pause':
      // Resumed by somebody; at the latest when the round ends.
      return chance.happens(0.7) ? [asked('pause'), strike, asked('resume')] : [asked('pause'), strike];
    case 'abort':
      return [strike, { kind: 'ask', verb: 'abort', of: chance.happens(0.4) ? 'both' : of }];
    case 'retry':
    case 'resume':
      return [strike, { kind: 'watch', seconds: chance.between(1, 6) }, asked('retry')];
  }
};

export const troublesOf = ({ scenes }: RoundPlan): readonly Trouble[] =>
  scenes.flatMap(({ acts }) => acts.flatMap((act) => (act.kind === 'strike' ? act.pair : [])));
