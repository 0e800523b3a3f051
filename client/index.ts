/**
 * The client as a library: what the command line does, without the command line. Every failure is an {@link SdrError}
 * with a code of {@link ERRORS}; its `retry` says whether the same call may succeed later.
 *
 * ```ts
 * const engine = await connectEngine();
 * const pair = await readConfiguration({ xml: 'cluster.xml' });
 * const { ended } = await startAction(engine, startRequest(pair, 'primary'));
 * const { status } = await ended; // archive
 * ```
 */
export { connectEngine } from '../engine/connection.js';
export type { Engine, OwnEngine } from '../engine/engine.js';
export type { Accepted } from '../engine/accepted.js';
export { startAction } from '../engine/start.js';
export { abortBoth, startBoth, viewBoth, watchBoth, type BothView, type Pair } from '../engine/both.js';
export { bothOf, type BothRequest } from '../domain/both/request.js';
export type { BothState, SideSeen } from '../domain/both/both-state.js';
export { START_TYPES } from '../domain/names.js';
export { abortRun, pauseRun, resumeRun, retryRun, skipPart } from '../engine/steer.js';
export { listRuns, viewRun, watchRun, type RunView } from '../engine/runs.js';
export { checkBoth, checkCluster } from '../engine/check.js';
export { watchRelationship, type Asked, type SideView } from '../engine/relationship.js';
export { readHistory } from '../engine/history.js';
export { askRelationship, lookOver } from '../engine/looks.js';
export { startMonitor, stopMonitor, viewMonitors, type MonitorView } from '../engine/monitor.js';
export { MONITOR_DEFAULTS, type MonitorSettings } from '../domain/monitor/settings.js';
export type { MonitorState } from '../domain/monitor/state.js';
export type { Notice } from '../domain/monitor/notices.js';
export { planStart } from '../engine/plan.js';
export { readConfiguration, type ConfigurationFiles } from './configuration.js';
export type { CheckRequest } from '../domain/check/request.js';
export { findingsOf, type CheckReport, type CheckResult } from '../domain/check/report.js';
export { SdrError, ERRORS, type ErrorCode } from '../domain/errors.js';
export type { DatanodeNow, LookRequest, Overview, QueryAnswer } from '../domain/looks.js';
export type { Difference, Plan, PlanAction, PlanCommand, PlanFile, PlanPart, PlanStep } from '../domain/plan/plan.js';
export { ROLES, type Role } from '../domain/roles.js';
export { DEFAULT_TIME_OUT, startRequest, type Overwrite, type StartRequest } from '../domain/start/request.js';
export type { Message, Phase, Progress, RunFailure, RunState, StepRecord } from '../domain/start/run-state.js';
export type { HistoryEntry } from '../domain/start/history.js';
export type { Status } from '../domain/status.js';
export { clusterName, type ClusterName, type ClusterPair } from '../domain/topology.js';
