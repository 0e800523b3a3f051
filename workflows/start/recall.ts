import { afterAdoption, afterRecall, isBeyondAdoption } from '../../domain/start/outcome.js';
import type { StepId } from '../../domain/start/steps.js';
import { refuse } from './failure.js';
import { perform } from './perform.js';
import type { StartRun } from './run.js';

/**
 * On the first entry: a run of this cluster that was closed unfinished (terminated, failed for a runbook) goes on here.
 * Later entries know their own past.
 */
export const goOnFromLastRun = async (run: StartRun, step: StepId): Promise<void> => {
  if (run.state.entry > 1) return;
  const recalled = await perform(run, step, 'recallLastRun', run.scope());
  // Only now: what was said to the run meanwhile stands in its state.
  const after = afterRecall(run.state, recalled);
  if (after.kind === 'refused') throw refuse(after.code, after.why);
  if (after.state !== run.state) run.change(() => after.state);
};

/** A start of gs_sdr goes on here, when the operator wants it: as long as nothing of this one is recorded. */
export const adoptStart = async (run: StartRun, step: StepId): Promise<void> => {
  if (isBeyondAdoption(run.state)) return;
  const adopted = await perform(run, step, 'adoptStart', run.scope());
  run.change((state) => afterAdoption(state, adopted));
};
