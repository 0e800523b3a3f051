import { Context } from '@temporalio/activity';
import type { Plan } from '../../domain/plan/plan.js';
import type { StartRequest } from '../../domain/start/request.js';
import { viewRun } from '../../engine/runs.js';
import type { Dependencies } from '../deps.js';
import { engineHere } from '../both/engine.js';
import { look } from '../looks/activities.js';
import { beginOf } from './begin.js';
import { planFrom } from './planner.js';

/** To plan is to look: it may be done twice. */
export interface PlanActivities {
  readonly planStart: (request: StartRequest) => Promise<Plan>;
}

export const createPlanActivities = (deps: Dependencies): PlanActivities => ({
  planStart: (request) =>
    look(request, async () => {
      const view = await viewRun(engineHere(), request.pair.cluster);
      return planFrom(deps, beginOf(request, view), Context.current().cancellationSignal);
    }),
});
