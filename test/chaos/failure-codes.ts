import proto, { type temporal } from '@temporalio/proto';

const { WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

type Event = temporal.api.history.v1.IHistoryEvent;
type Failure = temporal.api.failure.v1.IFailure;

type FailedTask = temporal.api.history.v1.IWorkflowTaskFailedEventAttributes;

/** Where something happened while a task was at work, the server has it done again; that is no fault of its code. */
const isFault = ({ cause, failure }: FailedTask): boolean =>
  cause !== WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND && Boolean(failure?.message);

/** What an event tells of faults of our own: a workflow task that failed, an activity that knew no code for its failure. */
export const failureCodes = ({
  workflowTaskFailedEventAttributes: task,
  activityTaskFailedEventAttributes: activity,
}: Event): readonly string[] => [
  ...(task && isFault(task) ? [`a workflow task failed: ${task.failure?.message ?? ''}`] : []),
  ...chain(activity?.failure)
    .filter(({ applicationFailureInfo }) => applicationFailureInfo?.type === 'E_INTERNAL')
    .map(({ message }) => `an activity failed with E_INTERNAL: ${message ?? ''}`),
];

const chain = (failure: Failure | null | undefined): readonly Failure[] =>
  failure ? [failure, ...chain(failure.cause)] : [];
