import { RUN_ID } from '../../cluster/planning/placeholders.js';
import { openPlanning, type Planning } from '../../cluster/planning/planning.js';
import { SdrError } from '../../domain/errors.js';
import { actionWorkflowId } from '../../domain/names.js';
import type { Plan, PlanPart, PlanStep } from '../../domain/plan/plan.js';
import { afterAdoption, afterRecall, isBeyondAdoption, tookIn } from '../../domain/start/outcome.js';
import { partOf } from '../../domain/start/parts.js';
import { cascadesIn, mainStandbyIn, partKey, whereOf } from '../../domain/start/places.js';
import type { RunState } from '../../domain/start/run-state.js';
import { scopeOf } from '../../domain/start/scope.js';
import {
  START_STEPS,
  isAsked,
  isFor,
  mustRun,
  type Item,
  type StartStep,
  type StepPart,
} from '../../domain/start/steps.js';
import { learned, published, stepDone } from '../../domain/start/transitions.js';
import type { Status } from '../../domain/status.js';
import { nodesOf, type Datanode } from '../../domain/topology.js';
import type { Answer, Told } from '../contract.js';
import type { Dependencies, GsSdrLog } from '../deps.js';
import { WORKS, type WorkPart } from '../start/works.js';
import { ownNodes, traceId } from '../work.js';
import { hashOf } from './hash.js';
import { named } from './named.js';

/** A plan while it is made. */
interface Planner {
  readonly deps: Dependencies;
  readonly signal: AbortSignal;
  readonly planning: Planning;
  /** The run as it would be. */
  state: RunState;
}

/**
 * Plans what a run would do from this state on: walks the step table as the run does, and has each part done by its own
 * code, on nodes that only note it.
 * @throws SdrError what the run would be refused with
 */
export const planFrom = async (deps: Dependencies, begin: RunState, signal: AbortSignal): Promise<Plan> => {
  const planner: Planner = { deps, signal, planning: openPlanning(deps.host), state: begin };
  const steps: PlanStep[] = [];
  let { recorded } = begin;
  for (const step of START_STEPS) {
    const inRun = planner.state.steps.some(({ id }) => id === step.id);
    if (!inRun || !mustRun(step, planner.state.recorded)) continue;
    steps.push(await planStep(planner, step));
    // An earlier run may have been recalled.
    if (step.id === 'home_node') ({ recorded } = planner.state);
  }
  return planOf(planner.state, recorded, steps);
};

const planOf = ({ request, entry, facts }: RunState, recorded: number, noted: readonly PlanStep[]): Plan => {
  const { pair, role, hadrUser } = request;
  const steps = named(noted, nodesOf(pair.local), facts.snapshot);
  const matter = { cluster: pair.cluster, peer: pair.peer, role, hadrUser, steps };
  return { hash: hashOf(matter), ...matter, entry, recorded, ...(facts.home && { home: facts.home }) };
};

const planStep = async (planner: Planner, step: StartStep): Promise<PlanStep> => {
  const parts: PlanPart[] = [];
  for (const item of step.sequence) {
    const { request } = planner.state;
    if (isFor(item, request.role) && isAsked(item, request)) parts.push(...(await planItem(planner, item)));
  }
  planner.state = stepDone(planner.state, step.id, '');
  return { id: step.id, parts };
};

const planItem = (planner: Planner, item: Item): Promise<readonly PlanPart[]> =>
  item.kind === 'status' ? publish(planner, item.status) : planPart(planner, item.part);

const publish = async (planner: Planner, status: Status): Promise<readonly PlanPart[]> => {
  planner.state = published(planner.state, status);
  return [(await perform(planner, 'publishStatus', { ...scopeOf(planner.state), status }, status)).planned];
};

const planPart = async (planner: Planner, part: StepPart): Promise<readonly PlanPart[]> => {
  const where = partOf(part).on === 'main standby' ? whereOf(mainStandby(planner)) : '';
  if (planner.state.without.includes(partKey(part, where))) return [];
  switch (part) {
    case 'comparePlan':
      return [];
    case 'recallLastRun':
      return recall(planner);
    case 'adoptStart':
      return adopt(planner);
    case 'buildMainStandby':
      planner.state = learned(planner.state, { erased: true });
      return [await build(planner, part, mainStandby(planner))];
    case 'buildCascadeStandby': {
      const built: PlanPart[] = [];
      for (const datanode of cascadesIn(planner.state)) built.push(await build(planner, part, datanode));
      return built;
    }
    default:
      return [(await perform(planner, part, scopeOf(planner.state), where)).planned];
  }
};

const mainStandby = ({ state }: Planner): Datanode => {
  const datanode = mainStandbyIn(state);
  if (datanode === undefined) throw new SdrError('E_NO_PRIMARY', 'the snapshot shows no primary datanode');
  return datanode;
};

const recall = async (planner: Planner): Promise<readonly PlanPart[]> => {
  if (planner.state.entry > 1) return [];
  const { answer, planned } = await perform(planner, 'recallLastRun', scopeOf(planner.state));
  const after = afterRecall(planner.state, answer);
  if (after.kind === 'refused') throw new SdrError(after.code, after.why);
  planner.state = after.state;
  return [planned];
};

const adopt = async (planner: Planner): Promise<readonly PlanPart[]> => {
  if (isBeyondAdoption(planner.state)) return [];
  const { answer, planned } = await perform(planner, 'adoptStart', scopeOf(planner.state));
  planner.state = afterAdoption(planner.state, answer);
  return [planned];
};

const build = async (
  planner: Planner,
  part: 'buildMainStandby' | 'buildCascadeStandby',
  datanode: Datanode,
): Promise<PlanPart> => {
  const where = whereOf(datanode);
  const doneBefore = planner.state.facts.doneParts.includes(partKey(part, where));
  return (await perform(planner, part, { ...scopeOf(planner.state), datanode, doneBefore }, where)).planned;
};

/** Has the part done where nothing happens, and notes what it asked for. */
const perform = async <P extends WorkPart>(
  planner: Planner,
  part: P,
  told: Told<P>,
  what = '',
): Promise<{ readonly answer: Answer<P>; readonly planned: PlanPart }> => {
  const { deps, signal, planning } = planner;
  const answer: Answer<P> = await WORKS[part]({
    scope: told,
    traceId: traceId(told),
    run: { workflowId: actionWorkflowId(told.pair.cluster), runId: RUN_ID },
    deps: { ...deps, host: planning.host },
    signal,
    log: SILENT,
    remembered: undefined,
    remember: () => undefined,
    progress: () => undefined,
  });
  planner.state = tookIn(planner.state, part, partKey(part, what), answer);
  const actions = await planning.taken(ownNodes(told).map(({ ip }) => ip));
  return { answer, planned: { part, ...(what && { what }), actions } };
};

/** Nobody's log: nothing happens. */
const SILENT: GsSdrLog = { debug: () => undefined, say: () => undefined, error: () => undefined };
