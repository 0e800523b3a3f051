import type { Role } from '../domain/roles.js';
import type { Before } from '../domain/start/before.js';
import type { PartId } from '../domain/start/parts.js';
import type { Overwrite } from '../domain/start/request.js';
import type { Facts, HomeNode, Progress, RunState } from '../domain/start/run-state.js';
import type { Status } from '../domain/status.js';
import type { ClusterPair, ClusterSnapshot, Datanode } from '../domain/topology.js';

/** What workflows and activities of `start` say to each other: inputs, results, signals. All of it stays in history. */

/** What every activity of a run is told. */
export interface StartScope {
  readonly pair: ClusterPair;
  readonly role: Role;
  readonly hadrUser: string;
  readonly timeOutSeconds: number;
  readonly overwrite?: Overwrite;
  readonly fresh: boolean;
  /** Names locks, jobs and log lines of this start. */
  readonly firstRunId: string;
  readonly entry: number;
  readonly recorded: number;
  readonly home?: HomeNode;
  readonly snapshot?: ClusterSnapshot;
  readonly before: readonly Before[];
  readonly keyFiles?: Facts['keyFiles'];
  /** A build has begun to overwrite this cluster's data. */
  readonly erased?: boolean;
}

/** What an activity found out and changed. */
export interface Outcome {
  /** One sentence for whoever reads the history. */
  readonly said: string;
  readonly before?: readonly Before[];
  readonly facts?: Pick<Facts, 'home' | 'snapshot' | 'keyFiles'>;
}

export interface DatanodeScope extends StartScope {
  readonly datanode: Datanode;
  /** The part was done in an earlier entry: look whether its result holds, and do it again only if not. */
  readonly doneBefore: boolean;
}

export interface PublishScope extends StartScope {
  readonly status: Status;
}

/** What an earlier run of this cluster left behind. */
export interface Recalled extends Outcome {
  /** Its last state, when it was closed unfinished. */
  readonly earlier?: RunState;
  /** The status of a relationship that stands. */
  readonly related?: Status;
}

type PlainPart = Exclude<PartId, 'publishStatus' | 'recallLastRun' | 'buildMainStandby' | 'buildCascadeStandby'>;

export type StartActivities = {
  readonly [Part in PlainPart]: (scope: StartScope) => Promise<Outcome>;
} & {
  readonly buildMainStandby: (scope: DatanodeScope) => Promise<Outcome>;
  readonly buildCascadeStandby: (scope: DatanodeScope) => Promise<Outcome>;
  readonly publishStatus: (scope: PublishScope) => Promise<Outcome>;
  readonly recallLastRun: (scope: StartScope) => Promise<Recalled>;
};

/** Signal of a long activity to its own workflow. */
export interface ProgressMessage {
  readonly key: string;
  readonly progress: Progress;
}
