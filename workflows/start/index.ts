import type { Role } from '../../domain/roles.js';
import type { RunState } from '../../domain/start/run-state.js';
import { refuse } from './failure.js';
import { liveStart, type StartInput } from './life-cycle.js';

/** Makes the cluster the primary of a streaming disaster recovery: normal → full_backup → archive, or backup_fail. */
export const startPrimary = async (input: StartInput): Promise<RunState> => as('primary', input);

/** Makes the cluster the disaster standby: normal → restore → recovery, or restore_fail, recovery_fail. */
export const startDisasterStandby = async (input: StartInput): Promise<RunState> => as('disaster_standby', input);

const as = async (role: Role, input: StartInput): Promise<RunState> => {
  if (input.role !== role)
    throw refuse('E_USAGE', `this workflow starts a ${role}, and the request says ${input.role}`);
  return liveStart(input);
};
