import { CancellationScope, allHandlersFinished, condition, continueAsNew, workflowInfo } from '@temporalio/workflow';
import {
  bothAborted,
  failureOfBoth,
  newBoth,
  oneHasFailed,
  requestOf,
  settled,
  type BothState,
} from '../../domain/both/both-state.js';
import type { BothRequest } from '../../domain/both/request.js';
import { actionWorkflowId } from '../../domain/names.js';
import { ROLES, type Role } from '../../domain/roles.js';
import { isEnd, isUnderWay } from '../../domain/start/run-state.js';
import { refuse } from '../start/failure.js';
import { now } from '../time.js';
import { abortSides } from './abort.js';
import { accompany } from './accompany.js';
import { BothRun } from './both-run.js';
import { listenToBoth } from './inbox.js';
import { greet } from './greet.js';

export interface BothInput extends BothRequest {
  /** The state of the parent this one continues as new. */
  readonly carried?: BothState;
}

/**
 * Rounds: each time it is asked, every side that is not done is started, re-entered or joined, then accompanied until it
 * has ended; a parked side is watched until somebody lets it go on, here or there.
 */
export const liveBoth = async (input: BothInput): Promise<BothState> => {
  const { carried, ...request } = input;
  const both = new BothRun(carried ?? newBoth(request, now()));
  const inbox = listenToBoth(both);
  for (;;) {
    const end = await inbox.round(() => playRound(both));
    if (end === 'asked again') continue;
    if (end === 'abort') await abortSides(both);
    both.change((state) => (end === 'abort' ? bothAborted(state, now()) : settled(state, now())));
    await condition(allHandlersFinished);
    return closed(both.state);
  }
};

const closed = (state: BothState): BothState => {
  if (state.phase !== 'failed') return state;
  const { code, message } = failureOfBoth(state) ?? { code: 'E_INTERNAL' as const, message: 'failed without a reason' };
  throw refuse(code, message, state);
};

/** Ends when both sides have ended, or one of them in vain; or turns over while nothing is under way, before the history grows too long. */
const playRound = async (both: BothRun): Promise<void> => {
  for (const role of ROLES) greet(actionWorkflowId(requestOf(both.state.request, role).pair.cluster));
  const turnOver = condition(
    () => workflowInfo().continueAsNewSuggested && !isUnderWay(both.state.phase) && !isEnd(both.state.phase),
  );
  const scope = new CancellationScope({ cancellable: true });
  const ended = scope.run(() => Promise.all(ROLES.map((role: Role) => accompany(both, role))));
  ended.catch(() => undefined);
  const first = await Promise.race([
    ended.then(() => 'ended' as const),
    condition(() => oneHasFailed(both.state)).then(() => 'failed' as const),
    turnOver.then(() => 'turn over' as const),
  ]);
  if (first === 'ended') return;
  scope.cancel();
  await ended.catch(() => undefined);
  if (first === 'failed') return;
  await continueAsNew<(input: BothInput) => Promise<BothState>>({ ...both.state.request, carried: both.state });
};
