import { ApplicationFailure } from '@temporalio/common';
import { isErrorCode } from '../../domain/errors.js';
import { PARTS } from '../../domain/start/parts.js';
import { START_STEPS } from '../../domain/start/steps.js';

/** What the SDK says with a line. */
type Meta = Readonly<Record<string, unknown>>;

/** Not for people, or told by another field. */
const LEFT_OUT = ['taskToken', 'isLocal', 'workflowRunId', 'activityType', 'error'];

/**
 * The fields of a line as docs/observability.md has them: of a run its cluster, `workflowId`, `runId`, and where in it the line
 * comes from as `step` and `part`; an error as code and message.
 * @param own the worker's cluster: that of lines that are about no run
 */
export const fieldsOf = (meta: Meta, own: string): Meta => {
  const { workflowId, runId = meta['workflowRunId'], activityId, activityType, error } = meta;
  return {
    cluster: clusterIn(workflowId) ?? own,
    ...Object.fromEntries(Object.entries(meta).filter(([name]) => !LEFT_OUT.includes(name))),
    ...(runId !== undefined && { runId }),
    ...stepIn(activityId),
    ...(typeof activityType === 'string' &&
      (Object.hasOwn(PARTS, activityType) ? { part: activityType } : { activityType })),
    ...(error !== undefined && { error: toldOf(error) }),
  };
};

/** `sdr:north`, `sdr:north:query`; both as one are `north~south`. */
const clusterIn = (workflowId: unknown): string | undefined =>
  typeof workflowId === 'string' ? /^sdr:([^:]+)/.exec(workflowId)?.[1] : undefined;

/** The id of an activity of a start begins with its step, as gs_sdr records it. */
const stepIn = (activityId: unknown): Meta => {
  const name = typeof activityId === 'string' ? activityId.split('.')[0] : undefined;
  const step = START_STEPS.find(({ id, recordedAs }) => name !== undefined && (name === recordedAs || name === id));
  return step === undefined ? {} : { step: step.id };
};

/** What lies beneath; where it comes from only when it is none of the catalogue: then somebody must find a fault. */
const toldOf = (error: unknown): Meta => {
  if (!(error instanceof Error)) return { message: String(error) };
  const cause = innermost(error);
  const type = cause instanceof ApplicationFailure ? cause.type : cause.name;
  return {
    code: type ?? 'Error',
    message: cause.message,
    ...(!isErrorCode(type) && cause.stack !== undefined && { stack: cause.stack }),
  };
};

const innermost = (error: Error): Error => (error.cause instanceof Error ? innermost(error.cause) : error);
