import { CancellationScope } from '@temporalio/workflow';
import type { Role } from '../../domain/roles.js';
import { notForLines, stepBeginsLines, stepRecordedLines } from '../../domain/start/log-lines.js';
import { partKey } from '../../domain/start/places.js';
import {
  START_STEPS,
  isAsked,
  isFor,
  mustRun,
  type Item,
  type StartStep,
  type StepId,
  type StepPart,
} from '../../domain/start/steps.js';
import { partSkipped, published, stepBegan, stepDone } from '../../domain/start/transitions.js';
import type { Status } from '../../domain/status.js';
import { now } from '../time.js';
import { buildCascadeStandbys, buildMainStandby, placeOf } from './builds.js';
import { perform } from './perform.js';
import { comparePlan } from './plan.js';
import { adoptStart, goOnFromLastRun } from './recall.js';
import type { StartRun } from './run.js';

/** Walks the step table from the first step that must run to the end. What a step throws ends the walk. */
export const walkSteps = async (run: StartRun): Promise<void> => {
  const { role } = run.state.request;
  for (const step of START_STEPS) {
    const inRun = run.state.steps.some(({ id }) => id === step.id);
    if (inRun && mustRun(step, run.state.recorded)) await runStep(run, step, role);
  }
};

const runStep = async (run: StartRun, step: StartStep, role: Role): Promise<void> => {
  run.change((state) => stepBegan(state, step.id, now()));
  run.log(...stepBeginsLines(step));
  for (const item of step.sequence) {
    run.log(...notForLines(item, role));
    if (isFor(item, role) && isAsked(item, run.state.request)) await runItem(run, step.id, item);
  }
  run.change((state) => stepDone(state, step.id, now()));
  run.log(...stepRecordedLines(step));
};

/**
 * A pause takes effect here: what is done after a failure or an abort does not wait for anybody. So does an abort that was
 * accepted in the moment in which the part before ended: the state must not say of this one that it began.
 */
const runItem = async (run: StartRun, step: StepId, item: Item): Promise<void> => {
  await run.untilResumed();
  if (CancellationScope.current().consideredCancelled) await CancellationScope.current().cancelRequested;
  await (item.kind === 'status' ? publish(run, step, item.status) : runPart(run, step, item.part));
};

/** The run's own status moves first: whoever asks it hears the truth even while a node is away. */
export const publish = async (run: StartRun, step: StepId, status: Status): Promise<void> => {
  run.change((state) => published(state, status));
  await perform(run, step, 'publishStatus', { ...run.scope(), status });
};

/** Most parts are one activity that needs the scope only; the builds know their datanodes. */
const runPart = async (run: StartRun, step: StepId, part: StepPart): Promise<void> => {
  const where = placeOf(run, part);
  if (run.state.without.includes(partKey(part, where))) {
    run.change((state) => partSkipped(state, step, { key: partKey(part, where), part, startedAt: now() }));
    return;
  }
  switch (part) {
    case 'comparePlan':
      return comparePlan(run, step);
    case 'recallLastRun':
      return goOnFromLastRun(run, step);
    case 'adoptStart':
      return adoptStart(run, step);
    case 'buildMainStandby':
      return buildMainStandby(run, step);
    case 'buildCascadeStandby':
      return buildCascadeStandbys(run, step);
    default:
      await perform(run, step, part, run.scope(), where);
  }
};
