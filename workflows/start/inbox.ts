import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ProgressMessage } from '../../activities/contract.js';
import { whyNotSameStart, type StartRequest } from '../../domain/start/request.js';
import type { Message, RunState } from '../../domain/start/run-state.js';
import { abortAccepted, progressed, reentered, restarted } from '../../domain/start/transitions.js';
import { DESCRIPTIONS, abortUpdate, progressSignal, retryUpdate, startUpdate, stateQuery } from '../messages.js';
import { refuse } from './failure.js';
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
    run.change((state) => abortAccepted(state, message));
    working?.cancel();
  };
  cancelRequested.catch(() => abort({ reason: 'cancelled' }));

  setHandler(stateQuery, () => run.state, { description: DESCRIPTIONS.state });

  setHandler(
    progressSignal,
    ({ key, progress }: ProgressMessage) => run.change((state) => progressed(state, key, progress)),
    {
      description: DESCRIPTIONS.progress,
    },
  );

  setHandler(
    startUpdate,
    async (request: StartRequest) => {
      if (run.state.phase === 'parked') {
        run.change((state) => (request.fresh ? restarted(state, request) : reentered(state, request)));
      }
      return endOfEntry(run);
    },
    { description: DESCRIPTIONS.start, validator: (request: StartRequest) => refuseOther(run.state, request) },
  );

  setHandler(
    retryUpdate,
    async (_: Message | null) => {
      if (run.state.phase === 'parked') run.change((state) => reentered(state, state.request));
      return endOfEntry(run);
    },
    { description: DESCRIPTIONS.retry, validator: (_: Message | null) => refuseEnding(run.state) },
  );

  setHandler(
    abortUpdate,
    async (message: Message | null) => {
      abort(message ?? {});
      await condition(() => isEnd(run.state) || run.state.abort === undefined);
      return run.state;
    },
    { description: DESCRIPTIONS.abort, validator: (_: Message | null) => refuseEnding(run.state) },
  );

  return {
    abortWanted: () => run.state.abort !== undefined && !isEnd(run.state),
    cancellable: async (work) => {
      working = new CancellationScope({ cancellable: true });
      await working.run(work);
      working = undefined;
    },
  };
};

/** Answers when the entry that runs now parks or ends. */
const endOfEntry = async (run: StartRun): Promise<RunState> => {
  await condition(() => run.state.phase !== 'running');
  return run.state;
};

const isEnd = ({ phase }: RunState): boolean => phase === 'done' || phase === 'failed' || phase === 'aborted';

/** USE_EXISTING ignores the workflow type, and one id serves every action: a wrong request must be refused here. */
const refuseOther = (state: RunState, request: StartRequest): void => {
  const holder = `${workflowInfo().workflowType} holds ${state.request.pair.cluster} since ${state.startedAt}`;
  const action: string = request.action;
  if (action !== state.action) throw refuse('E_BUSY', `${holder}, ${state.phase} at step ${state.recorded}`);
  refuseEnding(state);
  const difference = whyNotSameStart(state.request, request);
  if (difference !== undefined) throw refuse('E_OTHER_START', `${holder}: ${difference}`);
  if (request.fresh && state.phase !== 'parked') throw refuse('E_NOT_PARKED', `${holder} and is ${state.phase}`);
};

const refuseEnding = (state: RunState): void => {
  if (state.abort !== undefined) throw refuse('E_BUSY', `the start of ${state.request.pair.cluster} is being aborted`);
  if (isEnd(state)) throw refuse('E_BUSY', `the start of ${state.request.pair.cluster} is ${state.phase} and closing`);
};
