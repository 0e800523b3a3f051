import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import { isProgressMessage } from '../../domain/start/telling.js';
import { standsFor } from '../../domain/start/outcome.js';
import { whyNotSameStart, withoutPlan, type StartRequest } from '../../domain/start/request.js';
import { isEnd, isUnderWay, stands, type Message, type RunState, type Verb } from '../../domain/start/run-state.js';
import {
  abortAccepted,
  heard,
  pauseAccepted,
  progressed,
  reentered,
  restarted,
  resumed,
  skippablePart,
  wentWithout,
} from '../../domain/start/transitions.js';
import {
  DESCRIPTIONS,
  type Input,
  abortUpdate,
  pauseUpdate,
  progressSignal,
  resumeUpdate,
  retryUpdate,
  skipUpdate,
  startUpdate,
  stateQuery,
} from '../messages.js';
import { hear } from '../hear.js';
import { now } from '../time.js';
import { refuse, refuseNoRequest, validatorOf } from './failure.js';
import type { StartRun } from './run.js';

/** What operators said to the run, as its life cycle needs it. */
export interface Inbox {
  abortWanted(): boolean;
  /** Runs the work so that an abort cancels it. */
  cancellable(work: () => Promise<void>): Promise<void>;
}

/** Sets all handlers of a start, to be called before the workflow first waits. Cancelling the workflow means abort. */
export const listen = (run: StartRun, cancelRequested: Promise<never>): Inbox => {
  let working: CancellationScope | undefined;

  const abort = (message: Message): void => {
    run.change((state) => abortAccepted(heard(state, 'abort', message, now()), message));
    working?.cancel();
  };
  // Cancelling cannot be refused: what only cleans up does so to its end.
  cancelRequested.catch(() => stands(run.state) || abort({ reason: 'cancelled' }));

  setHandler(stateQuery, () => run.state, { description: DESCRIPTIONS.state });
  hear(
    progressSignal,
    isProgressMessage,
    ({ key, progress }) => run.change((state) => progressed(state, key, progress)),
    DESCRIPTIONS.progress,
  );
  // In the order in which the Web UI offers them.
  handle(run, 'retry', retryUpdate, refuseEnding, () => retry(run));
  handle(run, 'skip', skipUpdate, refuseSkip, () => skip(run));
  handle(run, 'pause', pauseUpdate, refusePause, (message) => pause(run, message));
  handle(run, 'resume', resumeUpdate, refuseResume, () => resume(run));
  setHandler(
    abortUpdate,
    async (message: Input) => {
      abort(message ?? {});
      await condition(() => isEnd(run.state.phase) || run.state.abort === undefined);
      return run.state;
    },
    { description: DESCRIPTIONS.abort, validator: validatorOf(() => refuseAbort(run.state)) },
  );

  setHandler(startUpdate, (request: StartRequest) => start(run, request), {
    description: DESCRIPTIONS.start,
    validator: (request: StartRequest) => refuseOther(run.state, request),
  });
  return {
    abortWanted: () => run.state.abort !== undefined && !isEnd(run.state.phase),
    cancellable: async (work) => {
      working = new CancellationScope({ cancellable: true });
      await working.run(work);
      working = undefined;
    },
  };
};

type Answer = Promise<RunState> | RunState;

/** An update that takes nothing but who says so and why: noted, then obeyed. */
const handle = (
  run: StartRun,
  verb: Exclude<Verb, 'start' | 'abort'>,
  update: typeof retryUpdate,
  validate: (state: RunState) => void,
  obey: (message: Message) => Answer,
): void =>
  setHandler(
    update,
    async (message: Input) => {
      run.change((state) => heard(state, verb, message ?? {}, now()));
      return obey(message ?? {});
    },
    { description: DESCRIPTIONS[verb], validator: validatorOf(() => validate(run.state)) },
  );

/** Joining is no event of the run; going on is. */
const start = (run: StartRun, request: StartRequest): Answer => {
  if (run.state.phase === 'parked') {
    const { by } = request;
    run.change((state) => heard(state, 'start', by === undefined ? {} : { by }, now()));
    run.change((state) => (request.fresh ? restarted(state, request) : reentered(state, request)));
  }
  return endOfEntry(run);
};

const retry = (run: StartRun): Answer => {
  if (run.state.phase === 'parked') run.change((state) => reentered(state, withoutPlan(state.request)));
  return endOfEntry(run);
};

const skip = (run: StartRun): Answer => {
  const part = skippablePart(run.state);
  if (part !== undefined) run.change((state) => reentered(wentWithout(state, part.key), withoutPlan(state.request)));
  return endOfEntry(run);
};

const pause = (run: StartRun, message: Message): Answer => {
  run.change((state) => pauseAccepted(state, message));
  return run.state;
};

const resume = (run: StartRun): Answer => {
  run.change(resumed);
  return run.state;
};

/** Answers when the entry that runs now parks or ends. */
const endOfEntry = async (run: StartRun): Promise<RunState> => {
  await condition(() => !isUnderWay(run.state.phase));
  return run.state;
};

const clusterOf = ({ request }: RunState): string => request.pair.cluster;

/** USE_EXISTING ignores the workflow type, and one id serves every action: a wrong request must be refused here. */
const refuseOther = (state: RunState, request: StartRequest): void => {
  refuseNoRequest(request);
  const holder = `${workflowInfo().workflowType} holds ${clusterOf(state)} since ${state.startedAt}`;
  const action: string = request.action;
  if (action !== state.action) throw refuse('E_BUSY', `${holder}, ${state.phase} at step ${state.recorded}`);
  refuseEnding(state);
  const difference = whyNotSameStart(state.request, request);
  if (difference !== undefined) throw refuse('E_OTHER_START', `${holder}: ${difference}`);
  if (request.fresh) refuseStanding(state);
  if (request.fresh && state.phase !== 'parked' && !beginsAnew(state))
    throw refuse('E_NOT_PARKED', `${holder} and is ${state.phase}`);
  if (request.plan !== undefined && request.plan !== state.request.plan && state.phase !== 'parked')
    throw refuse('E_PLAN_DIFFERS', `${holder} and is ${state.phase}: what it does was not planned so`);
};

/** The `-f` that started this very run reaches it too. */
const beginsAnew = ({ request, steps }: RunState): boolean =>
  request.fresh && steps.every(({ startedAt }) => startedAt === undefined);

const refuseEnding = (state: RunState): void => {
  if (state.abort !== undefined) throw refuse('E_BUSY', `the start of ${clusterOf(state)} is being aborted`);
  if (isEnd(state.phase)) throw refuse('E_BUSY', `the start of ${clusterOf(state)} is ${state.phase} and closing`);
};

const refuseAbort = (state: RunState): void => {
  refuseEnding(state);
  refuseStanding(state);
};

const refuseStanding = (state: RunState): void => {
  if (stands(state)) throw refuse('E_ALREADY_RELATED', standsFor(state));
};

const refuseSkip = (state: RunState): void => {
  refuseEnding(state);
  if (skippablePart(state) !== undefined) return;
  const failed = state.failure?.part ?? 'no part';
  throw refuse('E_NOT_SKIPPABLE', `the start of ${clusterOf(state)} is ${state.phase}; failed: ${failed}`);
};

const refusePause = (state: RunState): void => {
  refuseEnding(state);
  if (!isUnderWay(state.phase))
    throw refuse('E_NOT_RUNNING', `the start of ${clusterOf(state)} is ${state.phase}: there is nothing to pause`);
};

const refuseResume = (state: RunState): void => {
  refuseEnding(state);
  if (state.pause === undefined)
    throw refuse('E_NOT_RUNNING', `the start of ${clusterOf(state)} is ${state.phase}: nobody paused it`);
};
