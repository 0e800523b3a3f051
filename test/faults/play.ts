import type { RunState } from '../../domain/start/run-state.js';
import { LAB_CLUSTERS, nodeNamed, type LabClusterName } from '../../lab/index.js';
import { differencesBetween, leftBy } from '../crash/lab/left.js';
import { fingerprint } from '../support/fingerprint.js';
import { act, clearAway } from './act.js';
import type { FaultScenario } from './scenario.js';
import type { FaultStage } from './stage.js';

/** What a scenario came to. */
export interface Played {
  /** How the start that met the trouble came out. */
  readonly first: RunState;
  /** What was to go wrong did. */
  readonly struck: boolean;
  /** Places that are otherwise than before the start, of one that undid everything, or than behind a start without any trouble. */
  readonly differences: readonly string[];
  /** How often each side had to be started. */
  readonly entries: Readonly<Record<LabClusterName, number>>;
}

/** Clusters as they were made, the trouble before or in the start, its end; all healed, and the same commands once more. */
export const play = async (stage: FaultStage, one: FaultScenario): Promise<Played> => {
  const { lab } = stage;
  await stage.forget();
  await lab.restore('before');
  await Promise.all(LAB_CLUSTERS.map((name) => stage.worker(name, workerOf(stage, one, name))));
  const before = await fingerprint(lab, [one.cluster]);
  let struck = one.trouble?.when === 'before' ? await act(stage, one, one.trouble) : () => true;
  const starts = Object.fromEntries(
    (one.expected.kind === 'undone' ? [one.cluster] : LAB_CLUSTERS).map((name) => [
      name,
      start(stage, name, one.timeOutSeconds),
    ]),
  );
  if (one.trouble !== undefined && one.trouble.when !== 'before') struck = await act(stage, one, one.trouble);
  const first = await starts[one.cluster]!;
  const played = { first, struck: struck() };
  await clearAway(stage, one);
  if (one.expected.kind === 'undone') {
    const differences = differing(before, await fingerprint(lab, [one.cluster]));
    return { ...played, differences, entries: { north: 1, south: 1 } };
  }
  // Its data is gone and its cluster down: it needs its own backup before anything can be started.
  if (first.phase === 'aborted' && first.status === 'restore_fail')
    return { ...played, differences: [], entries: { north: 1, south: 1 } };
  return { ...played, ...(await finished(stage, starts, one.cluster)) };
};

const workerOf = ({ lab }: FaultStage, one: FaultScenario, name: LabClusterName) =>
  name === one.cluster && one.worker !== undefined ? nodeNamed(lab.topology, one.worker) : undefined;

/** One minute is enough for a main standby in a lab. */
const start = (stage: FaultStage, cluster: LabClusterName, timeOutSeconds = 60): Promise<RunState> => {
  const ended = stage.start(cluster, { timeOutSeconds });
  ended.catch(() => undefined);
  return ended;
};

const MOST_ENTRIES = 4;

/** The side that met the trouble at once, the other one when it has ended; until both are done. */
const finished = async (
  stage: FaultStage,
  starts: Readonly<Record<string, Promise<RunState>>>,
  met: LabClusterName,
): Promise<Pick<Played, 'differences' | 'entries'>> => {
  const entries = { north: 1, south: 1 };
  const untilDone = async (name: LabClusterName): Promise<RunState> => {
    let state = await starts[name]!;
    while (state.phase !== 'done' && entries[name] < MOST_ENTRIES) {
      entries[name] += 1;
      state = await start(stage, name);
    }
    return state;
  };
  const [north, south] = await Promise.all(LAB_CLUSTERS.map((name) => untilDone(name)));
  const stuck = [north!, south!].filter(({ phase }) => phase !== 'done').map(stuckAt);
  if (stuck.length > 0) return { differences: [`${met}: ${stuck.join('; ')}`], entries };
  const left = await leftBy(stage.lab, { north: north!, south: south! });
  const differences = differencesBetween(stage.calm, left).filter((text) => /^(places|rows) /.test(text));
  return { differences, entries };
};

const stuckAt = ({ phase, request, failure }: RunState): string =>
  `${request.pair.cluster} is ${phase} for good, ${failure?.code ?? ''} ${failure?.message ?? ''}`;

/** Place by place, and where a place has names, only those that differ. */
const differing = (before: unknown, after: unknown): readonly string[] => {
  if (!isRecord(before) || !isRecord(after)) {
    const [was, is] = [textOf(before), textOf(after)];
    return was === is ? [] : [`${was} → ${is}`];
  }
  return Object.keys({ ...before, ...after }).flatMap((name) =>
    differing(before[name], after[name]).map((difference) => `${name}: ${difference}`),
  );
};

const textOf = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
