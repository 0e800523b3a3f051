import type { Role } from '../roles.js';
import type { Status } from '../status.js';
import type { ClusterPair, ClusterSnapshot } from '../topology.js';
import type { Before } from './before.js';
import type { Overwrite, StartRequest } from './request.js';
import type { Facts, HomeNode, RunState } from './run-state.js';

/** What every activity of a run is told. */
export interface StartScope {
  readonly pair: ClusterPair;
  readonly role: Role;
  readonly hadrUser: string;
  readonly timeOutSeconds: number;
  readonly overwrite?: Overwrite;
  readonly fresh: boolean;
  readonly adopt?: StartRequest['adopt'];
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
  /** The run's; workers of before 0.2 do not tell it. */
  readonly status?: Status;
}

export const scopeOf = ({ request, facts, firstRunId, entry, recorded, status }: RunState): StartScope => ({
  pair: request.pair,
  role: request.role,
  hadrUser: request.hadrUser,
  timeOutSeconds: request.timeOutSeconds,
  fresh: request.fresh,
  firstRunId,
  entry,
  recorded,
  status,
  before: facts.before,
  ...(request.overwrite && { overwrite: request.overwrite }),
  ...(request.adopt && { adopt: request.adopt }),
  ...(facts.home && { home: facts.home }),
  ...(facts.snapshot && { snapshot: facts.snapshot }),
  ...(facts.keyFiles && { keyFiles: facts.keyFiles }),
  ...(facts.erased && { erased: true }),
});
