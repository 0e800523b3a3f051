import { whyNotSameStart } from '../../domain/start/request.js';
import type { StepId } from '../../domain/start/steps.js';
import { foundRelated, wentOnFrom } from '../../domain/start/transitions.js';
import { refuse } from './failure.js';
import { perform } from './perform.js';
import type { StartRun } from './run.js';

/**
 * On the first entry: a run of this cluster that was closed unfinished (terminated, failed for a runbook) goes on here.
 * Later entries know their own past.
 */
export const goOnFromLastRun = async (run: StartRun, step: StepId): Promise<void> => {
  if (run.state.entry > 1) return;
  const { earlier, related } = await perform(run, step, 'recallLastRun', run.scope());
  if (related !== undefined) run.change((state) => foundRelated(state, related));
  if (earlier === undefined) return;
  const { request } = run.state;
  const difference = whyNotSameStart(earlier.request, request);
  if (difference !== undefined && !request.fresh) {
    throw refuse('E_OTHER_START', `an earlier start of ${request.pair.cluster} is unfinished: ${difference}`);
  }
  run.change((state) => wentOnFrom(state, earlier));
};
