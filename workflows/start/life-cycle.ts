import { CancellationScope, allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import type { StartRequest } from '../../domain/start/request.js';
import { isUnderWay, stepNow, type RunState } from '../../domain/start/run-state.js';
import { abortFailed, ended, newRun, stopped } from '../../domain/start/transitions.js';
import { LAST_REVERSIBLE_STEP, failureStatus, stepOf, type StepId } from '../../domain/start/steps.js';
import { now } from '../time.js';
import { doneLines } from '../../domain/start/log-lines.js';
import { abortStart, putBackPreparations } from './abort.js';
import { failureOf, isStepFailure, refuse } from './failure.js';
import { listen, type Inbox } from './inbox.js';
import { StartRun } from './run.js';
import { tellOthers } from './tell.js';
import { publish, walkSteps } from './walk.js';

export interface StartInput extends StartRequest {
  /** The state of the run this one continues as new. */
  readonly carried?: RunState;
}

/**
 * One start from its first entry to its end: walk the steps; on failure undo (through step 2) or park and wait for the
 * operator; on abort or cancellation put back. The messages it listens to are in {@link ./inbox.ts}.
 */
export const liveStart = async (input: StartInput): Promise<RunState> => {
  const { cancelRequested } = CancellationScope.current();
  const state = await CancellationScope.nonCancellable(() => live(input, cancelRequested));
  if (CancellationScope.current().consideredCancelled) await cancelRequested; // closes as cancelled, put back all the same
  return state;
};

const live = async (input: StartInput, cancelRequested: Promise<never>): Promise<RunState> => {
  const run = new StartRun(input.carried ?? newRun(input, workflowInfo().firstExecutionRunId, now()));
  const inbox = listen(run, cancelRequested);
  const teller = tellOthers(run);
  for (;;) {
    await condition(() => run.state.phase === 'running' || inbox.abortWanted());
    await enter(run, inbox);
    // Whoever waits for the end of this entry is answered before the run closes or turns over.
    await condition(() => allHandlersFinished() || run.state.phase === 'running' || inbox.abortWanted());
    if (!isUnderWay(run.state.phase)) await teller.allTold();
    switch (run.state.phase) {
      case 'done':
      case 'aborted':
        return run.state;
      case 'failed':
        throw closingFailure(run.state);
      case 'parked':
        if (workflowInfo().continueAsNewSuggested && !inbox.abortWanted()) {
          await continueAsNew<(input: StartInput) => Promise<RunState>>({ ...input, carried: run.state });
        }
        break;
      case 'running':
      case 'paused':
        break;
    }
  }
};

/** One entry: the steps, or the abort that was asked for instead or meanwhile. */
const enter = async (run: StartRun, inbox: Inbox): Promise<void> => {
  try {
    if (inbox.abortWanted()) {
      await abort(run);
      return;
    }
    await inbox.cancellable(() => walkSteps(run));
    finish(run); // an abort that came too late changes nothing
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    await (inbox.abortWanted() ? abort(run) : fail(run, error));
  }
};

/** What cannot be put back now leaves the run parked, so that the abort can be asked for again. */
const abort = async (run: StartRun): Promise<void> => {
  const step = stepIdNow(run);
  try {
    await abortStart(run, step);
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    run.change((state) => abortFailed(stopped(state, 'parked', failureOf(error, step))));
  }
};

const finish = (run: StartRun): void => {
  run.change((state) => ended(state, 'done', now()));
  run.log(...doneLines());
};

/** Through step 2 nothing lasting was changed: undo and free the cluster's id. Later: keep what is done and park. */
const fail = async (run: StartRun, error: Parameters<typeof failureOf>[0]): Promise<void> => {
  const step = stepIdNow(run);
  const failure = failureOf(error, step);
  if (run.state.recorded < LAST_REVERSIBLE_STEP) {
    const undone = await putBackPreparations(run, step);
    run.change((state) => stopped(state, 'failed', { ...failure, message: failure.message + undone }));
    return;
  }
  const status = failureStatus(stepOf(step), run.state.request.role);
  if (status !== undefined) await publish(run, step, status);
  run.change((state) => stopped(state, state.request.onFailure === 'fail' ? 'failed' : 'parked', failure));
};

const stepIdNow = (run: StartRun): StepId => stepNow(run.state.steps)?.id ?? 'home_node';

const closingFailure = (state: RunState) => {
  const { code, message } = state.failure ?? { code: 'E_INTERNAL' as const, message: 'failed without a reason' };
  return refuse(code, message, state);
};
