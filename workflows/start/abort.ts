import { standsFor } from '../../domain/start/outcome.js';
import { whereOf } from '../../domain/start/places.js';
import { stands } from '../../domain/start/run-state.js';
import { LAST_REVERSIBLE_STEP, type StepId } from '../../domain/start/steps.js';
import { ended } from '../../domain/start/transitions.js';
import { now } from '../time.js';
import { failureOf, isStepFailure, refuse } from './failure.js';
import { mainStandbyOf } from './builds.js';
import { perform } from './perform.js';
import type { StartRun } from './run.js';
import { publish } from './walk.js';

/**
 * Undoes what steps 1 and 2 changed.
 * @returns nothing to say, or what could not be put back, as a sentence to add to the failure
 */
export const putBackPreparations = async (run: StartRun, step: StepId): Promise<string> => {
  if (hasNotBegun(run, step)) return '';
  try {
    await perform(run, step, 'putBack', run.scope());
    await perform(run, step, 'dropWorkspace', run.scope());
    return '';
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    return `; besides, not everything could be put back: ${failureOf(error, step).message}`;
  }
};

/**
 * Ends a start that is not wanted any more. Before a build touched data everything is put back and the cluster works as
 * before; after that settings are put back, the datanodes stay down, and the status says so.
 */
export const abortStart = async (run: StartRun, step: StepId): Promise<void> => {
  // It was asked for before the run it went on from was known.
  if (stands(run.state)) throw refuse('E_ALREADY_RELATED', standsFor(run.state));
  if (run.state.facts.erased) await abandonStandby(run, step);
  else if (!hasNotBegun(run, step)) await putEverythingBack(run, step);
  run.change((state) => ended(state, 'aborted', now()));
};

/** Before the workspace is opened nothing is this run's, and what an earlier one left there must stay. */
const hasNotBegun = ({ state }: StartRun, step: StepId): boolean => state.entry === 1 && step === 'home_node';

const putEverythingBack = async (run: StartRun, step: StepId): Promise<void> => {
  await perform(run, step, 'putBack', run.scope());
  if (run.state.facts.snapshot) await perform(run, step, 'removeKeyFiles', run.scope());
  if (run.state.request.role === 'disaster_standby' && run.state.recorded >= 4) {
    await perform(run, step, 'restartCluster', run.scope());
  }
  // Before step 2 nothing was published: a relationship that was found there keeps its status.
  if (run.state.recorded >= LAST_REVERSIBLE_STEP && run.state.status !== 'normal') await publish(run, step, 'normal');
  await perform(run, step, 'dropWorkspace', run.scope());
};

const abandonStandby = async (run: StartRun, step: StepId): Promise<void> => {
  await perform(run, step, 'stopBuilds', run.scope());
  const mainStandby = whereOf(mainStandbyOf(run));
  await perform(run, step, 'restorePgHba', run.scope(), mainStandby);
  await perform(run, step, 'restorePgIdent', run.scope(), mainStandby);
  await perform(run, step, 'putBack', run.scope());
  await perform(run, step, 'removeKeyFiles', run.scope());
  if (run.state.status !== 'restore_fail') await publish(run, step, 'restore_fail');
  await perform(run, step, 'closeWorkspace', run.scope());
};
