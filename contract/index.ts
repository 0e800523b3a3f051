/**
 * What one says to durable-sdr's workflows and hears from them: names, requests, answers, errors. Nothing here needs
 * Node.js or a connection, so workflow code may import it too.
 *
 * ```ts
 * const handle = await executeChild<typeof start>(BOTH_TYPE, {
 *   workflowId: pairWorkflowId(primary.pair.cluster, standby.pair.cluster),
 *   taskQueue: SHARED_TASK_QUEUE,
 *   args: [bothOf(primary, standby)],
 * });
 * ```
 */
export { failureIn, type NamedFailure } from './failure.js';
export type { BothState, Refusal, SideSeen, Silence } from '../domain/both/both-state.js';
export { bothOf, type BothRequest } from '../domain/both/request.js';
export { findingsOf, type CheckReport, type CheckResult } from '../domain/check/report.js';
export { checkRequestOf, type CheckAnswer, type CheckBothRequest, type CheckRequest } from '../domain/check/request.js';
export { ERRORS, isErrorCode, type ErrorCode } from '../domain/errors.js';
export type { DatanodeNow, LookRequest, Overview, QueryAnswer } from '../domain/looks.js';
export {
  BOTH_TYPE,
  CHECK_BOTH_TYPE,
  SEARCH_ATTRIBUTES,
  SHARED_TASK_QUEUE,
  START_TYPES,
  actionWorkflowId,
  clusterTaskQueue,
  pairName,
  pairWorkflowId,
} from '../domain/names.js';
export { ROLES, type Role } from '../domain/roles.js';
export {
  DEFAULT_HADR_USER,
  DEFAULT_TIME_OUT,
  startRequest,
  type Overwrite,
  type StartRequest,
} from '../domain/start/request.js';
export type { SideReport } from '../domain/start/report.js';
export type { Message, Phase, Progress, RunFailure, RunState, StepRecord } from '../domain/start/run-state.js';
export type { Status } from '../domain/status.js';
export {
  basePort,
  clusterName,
  type ClusterName,
  type ClusterPair,
  type ClusterSide,
  type NodeAddress,
  type Port,
} from '../domain/topology.js';
