import { CancellationScope, condition, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import { askedAgain, bothHeard, sideTold, type BothState } from '../../domain/both/both-state.js';
import type { BothRequest } from '../../domain/both/request.js';
import { ROLES } from '../../domain/roles.js';
import { whyNotSameStart } from '../../domain/start/request.js';
import { isEnd, isUnderWay } from '../../domain/start/run-state.js';
import { isTelling } from '../../domain/start/telling.js';
import {
  BOTH_DESCRIPTIONS,
  DESCRIPTIONS,
  type Input,
  bothAbortUpdate,
  bothStartUpdate,
  bothStateQuery,
  tellSignal,
} from '../messages.js';
import { refuse, refuseNoRequest, validatorOf } from '../start/failure.js';
import { hear } from '../hear.js';
import { now } from '../time.js';
import type { BothRun } from './both-run.js';
import { greet } from './greet.js';

export type RoundEnd = 'ended' | 'asked again' | 'abort';

export interface BothInbox {
  /** Plays a round until it ends, or until an operator wants something else. Cancelling the workflow cancels it. */
  round(play: () => Promise<void>): Promise<RoundEnd>;
}

/** Sets all handlers of the parent, to be called before the workflow first waits. */
export const listenToBoth = (both: BothRun): BothInbox => {
  let playing: CancellationScope | undefined;
  let wanted: RoundEnd = 'ended';

  const interrupt = (why: RoundEnd): void => {
    wanted = why;
    playing?.cancel();
  };

  setHandler(bothStateQuery, () => both.state, { description: BOTH_DESCRIPTIONS.state });
  hear(
    tellSignal,
    isTelling,
    ({ from, report, answer }) => {
      if (report !== undefined) both.change((state) => sideTold(state, report));
      // A side that begins asks who wants to be told: the greeting may have come before it was there.
      if (answer) greet(from);
    },
    DESCRIPTIONS.tell,
  );
  setHandler(
    bothAbortUpdate,
    async (message: Input) => {
      both.change((state) => bothHeard(state, 'abort', message ?? {}, now()));
      interrupt('abort');
      await condition(() => isEnd(both.state.phase) && both.state.endedAt !== undefined);
      return both.state;
    },
    { description: BOTH_DESCRIPTIONS.abort, validator: validatorOf(() => refuseEnding(both.state)) },
  );
  setHandler(
    bothStartUpdate,
    async (request: BothRequest) => {
      if (!isUnderWay(both.state.phase)) {
        both.change((state) => askedAgain(state, request, now()));
        interrupt('asked again');
      }
      await condition(() => !isUnderWay(both.state.phase));
      return both.state;
    },
    { description: BOTH_DESCRIPTIONS.start, validator: (request: BothRequest) => refuseOther(both.state, request) },
  );

  return {
    round: async (play) => {
      wanted = 'ended';
      playing = new CancellationScope({ cancellable: true });
      try {
        await playing.run(play);
      } catch (error) {
        if (!isCancellation(error) || CancellationScope.current().consideredCancelled) throw error;
      }
      playing = undefined;
      return wanted;
    },
  };
};

/** The same two clusters in the same roles, whatever else is new. */
const refuseOther = (state: BothState, request: BothRequest): void => {
  refuseNoRequest(request);
  const holder = `${workflowInfo().workflowId} runs since ${state.startedAt}`;
  const action: string = request.action;
  if (action !== state.action) throw refuse('E_BUSY', holder);
  refuseEnding(state);
  for (const role of ROLES) {
    const [known, asked] =
      role === 'primary' ? [state.request.primary, request.primary] : [state.request.standby, request.standby];
    const difference = whyNotSameStart(known, asked);
    if (difference !== undefined) throw refuse('E_OTHER_START', `${holder}: ${difference}`);
  }
};

const refuseEnding = (state: BothState): void => {
  if (state.abort !== undefined) throw refuse('E_BUSY', 'both sides are being aborted');
  if (isEnd(state.phase)) throw refuse('E_BUSY', `this start is ${state.phase} and closing`);
};
