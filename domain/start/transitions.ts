import type { Status } from '../status.js';
import { mayMove } from '../status.js';
import type { Adoption } from './adopt/adoption.js';
import { rememberOnce, type Before } from './before.js';
import { newerReport, type SideReport } from './report.js';
import type { StartRequest } from './request.js';
import { partOf } from './parts.js';
import type {
  EntryEnd,
  Facts,
  Message,
  PartRecord,
  Progress,
  RunFailure,
  RunState,
  Said,
  StepRecord,
  Verb,
} from './run-state.js';
import { START_STEPS, concerns, mustRun, stepOf, type StepId } from './steps.js';

/**
 * The only ways a run's state changes: state and event in, state out. Time comes in as an ISO string, so that the same
 * functions serve workflows, tests and whoever replays a history.
 */
export const newRun = (request: StartRequest, firstRunId: string, at: string): RunState => ({
  action: 'start',
  request,
  firstRunId,
  phase: 'running',
  status: 'normal',
  entry: 1,
  recorded: 0,
  steps: freshSteps(request, 0),
  facts: { before: [], doneParts: [] },
  progress: {},
  without: [],
  listeners: [],
  said: [{ verb: 'start', at, ...(request.by !== undefined && { by: request.by }) }],
  startedAt: at,
});

/** The operator asked again: same run, next entry; what is recorded stays done. */
export const reentered = (state: RunState, request: StartRequest): RunState => {
  const { failure: _, ...rest } = state;
  return {
    ...rest,
    request: { ...request, fresh: false },
    phase: 'running',
    entry: state.entry + 1,
    steps: freshSteps(request, state.recorded),
    progress: {},
  };
};

/** `-f`: what is recorded is forgotten; what was found before the first change is not, nor that the data is gone. */
export const restarted = (state: RunState, request: StartRequest): RunState => ({
  ...reentered({ ...state, recorded: 0, without: [] }, request),
  facts: { before: state.facts.before, doneParts: [], ...(state.facts.erased && { erased: true }) },
});

/**
 * A run that was closed unfinished goes on in this one: its records, its facts, its name for locks and jobs. With `-f`
 * only what it found before its first change is kept. What operators and the other side said to this one stands.
 */
export const wentOnFrom = (state: RunState, earlier: RunState): RunState => {
  const base = state.request.fresh ? restarted(earlier, state.request) : reentered(earlier, state.request);
  const { failure: _, abort: __, endedAt: ___, pause: ____, peer: _____, ...rest } = base;
  const peer = state.peer ?? base.peer;
  return {
    ...rest,
    listeners: state.listeners,
    ...(state.abort && { abort: state.abort }),
    ...(state.pause && { pause: state.pause }),
    ...(peer && { peer }),
    startedAt: state.startedAt,
    said: [...earlier.said, ...state.said].slice(-SAID),
    facts: { ...base.facts, ...(state.facts.home && { home: state.facts.home }) },
    steps: stillRunning(base.steps, state),
  };
};

/** gs_sdr's entry was the first: what it has recorded is done, what it has not is done as at a re-entry. */
export const adopted = (state: RunState, { recorded, recordedAs, status, home, erased }: Adoption): RunState => {
  const base = reentered({ ...state, recorded, status }, state.request);
  return {
    ...base,
    facts: { ...base.facts, adopted: { recordedAs, node: home.name }, ...(erased && { erased }) },
    steps: stillRunning(base.steps, state),
  };
};

/** The step in which this was found out goes on. */
const stillRunning = (steps: readonly StepRecord[], { steps: now }: RunState): readonly StepRecord[] =>
  steps.map((step) => now.find(({ id, outcome }) => id === step.id && outcome === 'running') ?? step);

/** The cluster is in a relationship already: the run says so while it has published nothing itself. */
export const foundRelated = (state: RunState, status: Status): RunState => ({ ...state, status });

/** Steps that have nothing to do for the role are part of the run too: gs_sdr records them. */
const freshSteps = (request: StartRequest, recorded: number): readonly StepRecord[] =>
  START_STEPS.filter((step) => step.number !== null || concerns(step, request.role)).map((step) => ({
    id: step.id,
    outcome: mustRun(step, recorded) ? 'pending' : 'skipped',
    parts: [],
  }));

export const stepBegan = (state: RunState, id: StepId, at: string): RunState =>
  withStep(state, id, (step) => ({ ...step, outcome: 'running', startedAt: at }));

/** The step is done; when gs_sdr records it, so do we, and what belonged to its parts is dropped. */
export const stepDone = (state: RunState, id: StepId, at: string): RunState => {
  const { number, recordedAs } = stepOf(id);
  const done = withStep(state, id, (step) => ({ ...step, outcome: 'done', endedAt: at }));
  if (recordedAs === null || number === null) return done;
  const recorded = Math.max(state.recorded, number);
  return { ...done, recorded, without: [], facts: { ...done.facts, doneParts: [] } };
};

export const partBegan = (state: RunState, id: StepId, part: Omit<PartRecord, 'outcome'>): RunState =>
  withStep(state, id, (step) => ({
    ...step,
    parts: [...step.parts.filter(({ key }) => key !== part.key), { ...part, outcome: 'running' }],
  }));

/** An operator chose to do without it. */
export const partSkipped = (state: RunState, id: StepId, part: Omit<PartRecord, 'outcome'>): RunState =>
  partEnded(partBegan(state, id, part), id, part.key, 'skipped', part.startedAt);

export const partEnded = (
  state: RunState,
  id: StepId,
  key: string,
  outcome: 'done' | 'failed' | 'skipped',
  at: string,
): RunState =>
  withStep(state, id, (step) => ({
    ...step,
    parts: step.parts.map((part) => (part.key === key ? { ...part, outcome, endedAt: at } : part)),
  }));

/** The part need not be done again in this run while its step is unfinished. */
export const partRecorded = (state: RunState, key: string): RunState =>
  learned(state, { doneParts: [...new Set([...state.facts.doneParts, key])] });

/** The part's proof no longer holds. */
export const partForgotten = (state: RunState, key: string): RunState =>
  learned(state, { doneParts: state.facts.doneParts.filter((done) => done !== key) });

export const learned = (state: RunState, facts: Partial<Facts>): RunState => ({
  ...state,
  facts: { ...state.facts, ...facts },
});

export const remembered = (state: RunState, found: readonly Before[]): RunState =>
  learned(state, { before: rememberOnce(state.facts.before, found) });

/** @throws Error when gs_sdr knows no such move: a fault of ours, never of the operator. */
export const published = (state: RunState, status: Status): RunState => {
  if (!mayMove(state.request.role, state.status, status)) {
    throw new Error(`a ${state.request.role} cluster cannot go from ${state.status} to ${status}`);
  }
  return { ...state, status };
};

export const progressed = (state: RunState, key: string, progress: Progress): RunState => ({
  ...state,
  progress: { ...state.progress, [key]: progress },
});

/** Somebody told of itself: from now on it is told of this run too. */
export const listenedTo = (state: RunState, from: string): RunState =>
  state.listeners.includes(from) ? state : { ...state, listeners: [...state.listeners, from] };

export const unheard = (state: RunState, listener: string): RunState => ({
  ...state,
  listeners: state.listeners.filter((other) => other !== listener),
});

export const peerTold = (state: RunState, told: SideReport): RunState =>
  told.cluster === state.request.pair.peer ? { ...state, peer: newerReport(state.peer, told) } : state;

/** A step failed: what was running is marked failed. The caller decides between parked and failed. */
export const stopped = (state: RunState, phase: 'parked' | 'failed', failure: RunFailure): RunState => ({
  ...withFailedSteps(state, failure.at),
  phase,
  failure,
  said: answered(state, { phase, status: state.status, at: failure.at, code: failure.code, step: failure.step }),
  ...(phase === 'failed' && { endedAt: failure.at }),
});

/** What an entry is asked for with; a pause and its end are obeyed at once. */
const ENTERING: readonly Verb[] = ['start', 'retry', 'skip', 'abort'];

/** Whoever asked for the entry that ends now is answered; of what an earlier run left open nothing is known here. */
const answered = ({ said, startedAt }: RunState, end: EntryEnd): readonly Said[] =>
  said.map((one) =>
    one.end === undefined && one.at >= startedAt && ENTERING.includes(one.verb) ? { ...one, end } : one,
  );

/** The last so many are kept. */
const SAID = 100;

export const heard = (state: RunState, verb: Verb, { by, reason }: Message, at: string): RunState => ({
  ...state,
  said: [
    ...state.said,
    { verb, at, ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) } satisfies Said,
  ].slice(-SAID),
});

/** An abort does not wait for a pause to end. */
export const abortAccepted = (state: RunState, abort: Message): RunState => ({ ...resumed(state), abort });

export const pauseAccepted = (state: RunState, pause: Message): RunState => ({ ...state, pause });

/** The part before which the run halts has not begun. */
export const halted = (state: RunState): RunState => ({ ...state, phase: 'paused' });

export const resumed = (state: RunState): RunState => {
  const { pause: _, ...rest } = state;
  return { ...rest, phase: state.phase === 'paused' ? 'running' : state.phase };
};

/** The failed part that an operator may do without, or undefined. */
export const skippablePart = ({ phase, steps }: Pick<RunState, 'phase' | 'steps'>): PartRecord | undefined => {
  if (phase !== 'parked') return undefined;
  const failed = steps.flatMap(({ parts }) => parts).filter(({ outcome }) => outcome === 'failed');
  return failed.length === 1 && failed[0] !== undefined && partOf(failed[0].part).skippable ? failed[0] : undefined;
};

export const wentWithout = (state: RunState, key: string): RunState => ({
  ...state,
  without: [...new Set([...state.without, key])],
});

export const abortFailed = (state: RunState): RunState => {
  const { abort: _, ...rest } = state;
  return rest;
};

export const ended = (state: RunState, phase: 'done' | 'aborted', at: string): RunState => ({
  ...(phase === 'aborted' ? withFailedSteps(state, at) : state),
  phase,
  said: answered(state, { phase, status: state.status, at }),
  endedAt: at,
});

const withFailedSteps = (state: RunState, at: string): RunState => ({
  ...state,
  steps: state.steps.map((step) =>
    step.outcome === 'running'
      ? {
          ...step,
          outcome: 'failed',
          endedAt: at,
          parts: step.parts.map((part) =>
            part.outcome === 'running' ? { ...part, outcome: 'failed', endedAt: at } : part,
          ),
        }
      : step,
  ),
});

const withStep = (state: RunState, id: StepId, change: (step: StepRecord) => StepRecord): RunState => ({
  ...state,
  steps: state.steps.map((step) => (step.id === id ? change(step) : step)),
});
