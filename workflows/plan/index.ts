import { proxyActivities, upsertMemo } from '@temporalio/workflow';
import type { PlanActivities } from '../../activities/plan/activities.js';
import { planSummary } from '../../domain/details/statics.js';
import { MEMO_PLAN } from '../../domain/names.js';
import type { Plan } from '../../domain/plan/plan.js';
import type { StartRequest } from '../../domain/start/request.js';

const { planStart } = proxyActivities<PlanActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '500ms', maximumInterval: '2 seconds' },
});

/** What a start with this request would do now: every step, command and difference. A start finds it by its hash. */
export const plan = async (request: StartRequest): Promise<Plan> => {
  const planned = await planStart.executeWithOptions({ summary: planSummary(request) }, [request]);
  upsertMemo({ [MEMO_PLAN]: planned.hash });
  return planned;
};
