import type { StepId } from '../../domain/start/steps.js';
import { perform } from './perform.js';
import type { StartRun } from './run.js';

/** A start that was asked with a plan does just that, or nothing. The home node is then the plan's. */
export const comparePlan = async (run: StartRun, step: StepId): Promise<void> => {
  const { plan } = run.state.request;
  if (plan !== undefined) await perform(run, step, 'comparePlan', { ...run.scope(), plan, run: run.state });
};
