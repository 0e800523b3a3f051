import { startAction, type RunState } from '../client/index.js';
import { partOfState } from './state.js';
import { preciseNow } from '../lab/call-log.js';
import type { Call, LabClusterName } from '../lab/index.js';
import type { Margin } from './calibrate.js';
import { readHistory, type Facts } from './history.js';
import { gaps, length, union, type Interval } from './intervals.js';
import type { Rig } from './rig.js';
import { mainStandbyStreams } from './streaming.js';

/** One side's start, from the client's call to its answer. */
export interface Side {
  readonly cluster: LabClusterName;
  readonly state: RunState;
  readonly activities: number;
  /** From the call until the engine had taken it on. */
  readonly acknowledgedMs: number;
  readonly wall: Interval;
  /** The cluster's commands. */
  readonly calls: readonly Call[];
  readonly margin: Margin;
  /** Time in which none of the cluster's commands ran and the other side was not waited for: the product's own. */
  readonly own: readonly Interval[];
}

export interface BothSides {
  readonly primary: Side;
  readonly standby: Side;
  /** From the moment the main standby streams until the primary's run is in archive. */
  readonly archiveAfterMs: number;
}

/** Starts both sides at once and watches them to their end. */
export const startBothSides = async (rig: Rig, margin: Margin): Promise<BothSides> => {
  const streaming = mainStandbyStreams(rig.lab);
  const [north, south] = await Promise.all([run(rig, 'north'), run(rig, 'south')]);
  const streams = await streaming;
  const calls = rig.lab.calls();
  return {
    primary: side(north, calls, margin, waitForStandby(north, streams)),
    standby: side(south, calls, margin, waitForKeyFiles(south, north, calls)),
    archiveAfterMs: north.facts.reached('archive') - streams,
  };
};

interface Run {
  readonly cluster: LabClusterName;
  readonly state: RunState;
  readonly facts: Facts;
  readonly acknowledgedMs: number;
  readonly wall: Interval;
}

const run = async (rig: Rig, cluster: LabClusterName): Promise<Run> => {
  const request = await rig.request(cluster);
  const from = preciseNow();
  const started = await startAction(rig.engine, request);
  const acknowledgedMs = preciseNow() - from;
  const state = await started.ended;
  const wall = { from, to: preciseNow() };
  if (state.phase !== 'done') throw new Error(`the start of ${cluster} is ${state.phase}: ${state.failure?.message}`);
  const facts = await readHistory(rig.engine, request.pair.cluster, started.runId);
  return { cluster, state, facts, acknowledgedMs, wall };
};

const side = ({ facts, ...known }: Run, all: readonly Call[], margin: Margin, waited: Interval): Side => {
  const calls = all.filter(({ cluster }) => cluster === known.cluster);
  return {
    ...known,
    activities: facts.activities,
    calls,
    margin,
    own: gaps([...calls.map((call) => intervalOf(call, margin)), waited], known.wall),
  };
};

/** From the command's first moment to its last, as whoever runs it sees them. */
export const intervalOf = ({ beganAt, endedAt = beganAt }: Call, { beforeMs, afterMs }: Margin): Interval => ({
  from: beganAt - beforeMs,
  to: endedAt + afterMs,
});

/** The primary waits for the main standby until that streams. */
const waitForStandby = ({ state }: Run, streams: number): Interval => ({
  from: partOfState(state, 'waitForMainStandby').from,
  to: streams,
});

/** The standby waits for the key files from its first try in vain until the primary has them in place. */
const waitForKeyFiles = (south: Run, north: Run, calls: readonly Call[]): Interval => {
  const [first] = calls.filter(({ cluster, argv }) => cluster === south.cluster && argv.includes('copy_secure_files'));
  const from = first?.endedAt ?? south.wall.to;
  return { from, to: Math.max(from, partOfState(north.state, 'shareKeyFiles').to) };
};

export const ownMs = ({ own }: Side): number => length(own);
export const commandsMs = ({ calls, margin, wall }: Side): number =>
  length(
    union(
      calls.map((call) => intervalOf(call, margin)),
      wall,
    ),
  );
