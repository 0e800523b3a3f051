import { ActivityCancellationType, scheduleActivity, type ActivityOptions } from '@temporalio/workflow';
import type { Answer, Told } from '../../activities/contract.js';
import { tookIn } from '../../domain/start/outcome.js';
import { partOf, type PartId } from '../../domain/start/parts.js';
import { partSummary } from '../../domain/details/statics.js';
import { partKey, placeText } from '../../domain/start/places.js';
import { partBegan, partEnded } from '../../domain/start/transitions.js';
import { stepOf, type StepId } from '../../domain/start/steps.js';
import { now } from '../time.js';
import type { StartRun } from './run.js';

/** A worker that stays silent this long is lost; another one takes the activity over. */
export const HEARTBEAT_TIMEOUT = '10s';

/** Longer than any build and wait: such an activity ends by its own judgement. */
const NO_LIMIT = '90 days';

/** The number of attempts has no limit, because a lost worker must use up nothing: activities bound their time of failing. */
const common = {
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
} satisfies ActivityOptions;

/** Options from the part's row; id and summary are what people read in the Temporal Web UI and pass to its tools. */
const optionsOf = (run: StartRun, step: StepId, part: PartId, where: string): ActivityOptions => {
  const { limit } = partOf(part);
  const name = stepOf(step).recordedAs ?? step;
  return {
    ...common,
    activityId: [name, part, ...(where ? [where.split(' ').at(-1)] : [])].join('.'),
    summary: partSummary(name, part, where || placeText(run.state, part)),
    startToCloseTimeout:
      limit === 'none' ? NO_LIMIT : `${limit === 'time-out' ? run.state.request.timeOutSeconds + 120 : limit} seconds`,
  };
};

/** Runs the part as one activity and notes in the state what came of it. */
export const perform = async <P extends PartId>(
  run: StartRun,
  step: StepId,
  part: P,
  told: Told<P>,
  where = '',
): Promise<Answer<P>> => {
  const key = partKey(part, where);
  run.change((state) => partBegan(state, step, { key, part, startedAt: now(), ...(where && { where }) }));
  try {
    const outcome = await scheduleActivity<Answer<P>>(part, [told], optionsOf(run, step, part, where));
    run.change((state) => partEnded(tookIn(state, part, key, outcome), step, key, 'done', now()));
    return outcome;
  } catch (error) {
    run.change((state) => partEnded(state, step, key, 'failed', now()));
    throw error;
  }
};
