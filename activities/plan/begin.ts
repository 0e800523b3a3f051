import { RUN_ID } from '../../cluster/planning/placeholders.js';
import { SdrError } from '../../domain/errors.js';
import { whyNotSameStart, withoutPlan, type StartRequest } from '../../domain/start/request.js';
import { isUnderWay, type HomeNode, type RunState } from '../../domain/start/run-state.js';
import { learned, newRun, reentered, restarted } from '../../domain/start/transitions.js';
import type { RunView } from '../../engine/runs.js';

/** The states in which the entries begin that are planned. */

/**
 * What this request would begin, as things stand: a new run, or the next entry of a parked one.
 * @throws SdrError E_BUSY, E_OTHER_START as the run would refuse it
 */
export const beginOf = (request: StartRequest, view: RunView | undefined): RunState => {
  if (view?.execution !== 'RUNNING') return asNew(newRun(request, '', ''));
  const { state } = view;
  const difference = whyNotSameStart(state.request, request);
  if (difference !== undefined) throw new SdrError('E_OTHER_START', `a start is ${state.phase}: ${difference}`);
  if (isUnderWay(state.phase) || state.abort !== undefined)
    throw new SdrError('E_BUSY', `a start is ${state.phase} since ${state.startedAt}: there is nothing to plan`);
  if (state.phase !== 'parked') return asNew(newRun(request, '', ''));
  return request.fresh ? restarted(state, request) : reentered(state, request);
};

/**
 * The same, seen by the run itself as it begins: it insists on no plan.
 * @param home where the plan keeps the workspace; another worker would choose another node
 */
export const beginAgain = (run: RunState, home: HomeNode | undefined): RunState => {
  const state = learned({ ...run, request: withoutPlan(run.request) }, home === undefined ? {} : { home });
  return state.entry === 1 ? asNew(state) : state;
};

/** The names that the engine will give it are not part of the plan. */
const asNew = (state: RunState): RunState => ({ ...state, firstRunId: RUN_ID });
