import { Context } from '@temporalio/activity';
import type { Outcome, StartScope } from '../../activities/contract.js';
import { PARTS, type PartId } from '../../domain/start/parts.js';
import type { ClusterName } from '../../domain/topology.js';
import { done, recordingActivities } from '../support/recording-activities.js';

/** A part that was called, by one run. */
export interface Act {
  readonly cluster: ClusterName;
  readonly name: string;
  readonly attempt: number;
}

/**
 * Activities of many runs at once, of which each run's n-th vanishes in its first attempt: as on a worker that dies
 * there, no answer and no beat ever comes from it. All others do nothing but note their names.
 */
export const vanishingActivities = (points: ReadonlyMap<ClusterName, number>) => {
  const vanished = promises(points.keys());
  const takenOver = promises(points.keys());
  const letGo = promises(points.keys());
  const attempts: number[] = [];
  const begun = new Map<ClusterName, number>();

  const act = (part: PartId, { pair: { cluster } }: StartScope): Promise<Outcome> => {
    const { attempt } = Context.current().info;
    attempts.push(attempt);
    if (attempt > 1) {
      takenOver.get(cluster)?.resolve();
      return beating(letGo.get(cluster)!.kept).then(() => done(part));
    } else {
      const count = (begun.get(cluster) ?? 0) + 1;
      begun.set(cluster, count);
      if (count === points.get(cluster)) {
        vanished.get(cluster)?.resolve();
        return untilItsProcessEnds();
      }
    }
    return Promise.resolve(done(part));
  };
  const parts = Object.keys(PARTS) as PartId[];
  const overrides = Object.fromEntries(parts.map((part) => [part, (scope: StartScope) => act(part, scope)]));
  const { activities, calls, scopes } = recordingActivities(overrides);
  return {
    activities,
    acts: (cluster: ClusterName): readonly Act[] =>
      calls
        .map((name, at) => ({ name, cluster: scopes[at]!.pair.cluster, attempt: attempts[at]! }))
        .filter((one) => one.cluster === cluster),
    /** Every run's worker has died at its point. */
    allVanished: () => Promise.all([...vanished.values()].map(({ kept }) => kept)),
    /** The point of this run was begun again, and waits to be let go on. */
    takenOver: (cluster: ClusterName) => takenOver.get(cluster)!.kept,
    letGo: (cluster: ClusterName) => letGo.get(cluster)!.resolve(),
  };
};

const beating = async (work: Promise<void>): Promise<void> => {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), 1_000);
  await work.finally(() => clearInterval(beat));
};

const untilItsProcessEnds = (): Promise<never> => Context.current().cancelled;

interface Kept {
  readonly kept: Promise<void>;
  readonly resolve: () => void;
}

const promises = (names: Iterable<ClusterName>): ReadonlyMap<ClusterName, Kept> =>
  new Map([...names].map((name) => [name, promise()]));

const promise = (): Kept => {
  let resolve: () => void = () => undefined;
  const kept = new Promise<void>((settle) => (resolve = settle));
  return { kept, resolve: () => resolve() };
};
