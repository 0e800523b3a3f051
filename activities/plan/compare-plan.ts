import { SdrError } from '../../domain/errors.js';
import { firstDifferences } from '../../domain/plan/sentences.js';
import type { Outcome, PlanScope } from '../contract.js';
import type { Work } from '../work.js';
import { beginAgain } from './begin.js';
import { findPlan } from './find-plan.js';
import { planFrom } from './planner.js';

/**
 * Plans anew, before the first change, and goes on only when that is what was planned.
 * Twice: it only looks.
 * @throws SdrError E_PLAN_DIFFERS with the first differences; what the start itself would be refused with
 */
export const comparePlan = async ({ scope, deps, signal }: Work<PlanScope>): Promise<Outcome> => {
  const { cluster } = scope.pair;
  const planned = await findPlan(cluster, scope.plan);
  const now = await planFrom(deps, beginAgain(scope.run, planned?.home), signal);
  if (now.hash === scope.plan) {
    return { said: 'what will be done is what was planned', ...(now.home && { facts: { home: now.home } }) };
  }
  if (planned === undefined)
    throw new SdrError('E_PLAN_DIFFERS', `no plan ${scope.plan} is known; the plan of now is ${now.hash}`);
  throw new SdrError('E_PLAN_DIFFERS', different(planned, now));
};

const different = (...[planned, now]: Parameters<typeof firstDifferences>): string =>
  `planned (-) and what would be done now (+): ${firstDifferences(planned, now).join('; ') || 'another request'}`;
