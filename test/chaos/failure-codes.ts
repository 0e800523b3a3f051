import type { temporal } from '@temporalio/proto';

type Event = temporal.api.history.v1.IHistoryEvent;
type Failure = temporal.api.failure.v1.IFailure;

/** A task that came too late is given back without any words; that is no fault of its code. */
const isFault = (failure: Failure | null | undefined): boolean => Boolean(failure?.message);

/** What an event tells of faults of our own: a workflow task that failed, an activity that knew no code for its failure. */
export const failureCodes = ({
  workflowTaskFailedEventAttributes: task,
  activityTaskFailedEventAttributes: activity,
}: Event): readonly string[] => [
  ...(isFault(task?.failure) ? [`a workflow task failed: ${task?.failure?.message ?? ''}`] : []),
  ...chain(activity?.failure)
    .filter(({ applicationFailureInfo }) => applicationFailureInfo?.type === 'E_INTERNAL')
    .map(({ message }) => `an activity failed with E_INTERNAL: ${message ?? ''}`),
];

const chain = (failure: Failure | null | undefined): readonly Failure[] =>
  failure ? [failure, ...chain(failure.cause)] : [];
