import { isStatus } from '../status.js';
import type { StartRequest } from './request.js';
import type { RunState } from './run-state.js';
import type { StartScope } from './scope.js';
import { newRun } from './transitions.js';

/**
 * What the workspace keeps of a run beside the engine's history, so that a start outlives the loss of the Temporal Service:
 * what its activities were told when the last step had just been recorded.
 */
export type KeptScope = StartScope;

/** Whether it is what this project writes; of the rest it cannot be told whose fault it is. */
export const isKeptScope = (value: unknown): value is KeptScope =>
  typeof value === 'object' &&
  value !== null &&
  'firstRunId' in value &&
  typeof value.firstRunId === 'string' &&
  'recorded' in value &&
  typeof value.recorded === 'number' &&
  'entry' in value &&
  typeof value.entry === 'number' &&
  'pair' in value &&
  'role' in value &&
  'snapshot' in value;

/** Something changed that is worth keeping: another step is recorded, or the data is gone. */
export const isNewer = (
  now: StartScope,
  kept: Pick<StartScope, 'firstRunId' | 'recorded' | 'entry'> | undefined,
): boolean =>
  now.recorded > 0 &&
  (kept?.firstRunId !== now.firstRunId || kept.recorded !== now.recorded || kept.entry !== now.entry);

/** From here on a build may have begun whatever the workspace says. */
const LAST_BEFORE_BUILD = 6;

/** The run as far as the workspace remembers it. @param published the status that its home node publishes */
export const runFromKept = (kept: KeptScope, published: string, at: string): RunState => {
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
