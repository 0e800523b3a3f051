import { ROLES } from '../roles.js';
import { listOf, number, object, oneOf, text } from '../shape.js';
import { isStatus } from '../status.js';
import { CLUSTER_PAIR } from '../topology.js';
import { areBefore } from './before.js';
import type { StartRequest } from './request.js';
import type { RunState } from './run-state.js';
import type { StartScope } from './scope.js';
import { newRun } from './transitions.js';

/**
 * What the workspace keeps of a run beside the engine's history, so that a start outlives the loss of the Temporal Service:
 * what its activities were told when the last step had just been recorded.
 */
const KEPT = object({
  pair: CLUSTER_PAIR,
  role: oneOf(ROLES),
  hadrUser: text,
  timeOutSeconds: number,
  firstRunId: text,
  entry: number,
  recorded: number,
  before: areBefore,
  snapshot: object({ datanodes: listOf(object({ id: number, nodeName: text, nodeIp: text, dataDirectory: text })) }),
});

/** Whether it is what this project writes. */
export const isKept = (value: unknown): value is StartScope => KEPT(value);

/** What is worth keeping anew when it changes: where a run is, and who keeps its workspace. */
export const keptFor = ({ firstRunId, entry, recorded, home, erased = false }: StartScope): string =>
  [firstRunId, entry, recorded, home?.ip, erased].join(' ');

/** From here on a build may have begun whatever the workspace says. */
const LAST_BEFORE_BUILD = 6;

/** The run as far as the workspace remembers it. @param published the status that its home node publishes */
export const runFromKept = (kept: StartScope, published: string, at: string): RunState => {
  const { pair, role, hadrUser, timeOutSeconds, overwrite, firstRunId, entry, recorded, home, snapshot, keyFiles } =
    kept;
  const request: StartRequest = {
    action: 'start',
    role,
    pair,
    hadrUser,
    timeOutSeconds,
    onFailure: 'park',
    fresh: false,
    ...(overwrite && { overwrite }),
  };
  const erased = kept.erased === true || (role === 'disaster_standby' && recorded >= LAST_BEFORE_BUILD);
  return {
    ...newRun(request, firstRunId, at),
    entry,
    recorded,
    ...(isStatus(published) && { status: published }),
    facts: {
      before: kept.before,
      doneParts: [],
      ...(home && { home }),
      ...(snapshot && { snapshot }),
      ...(keyFiles && { keyFiles }),
      ...(erased && { erased }),
    },
  };
};
