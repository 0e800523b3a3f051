/** The client as a library: what the command line does, without the command line. */
export { connectEngine, type Engine } from './temporal/connection.js';
export { startAction, START_TYPES, type Started } from './temporal/start.js';
export {
  abortRun,
  listRuns,
  pauseRun,
  resumeRun,
  retryRun,
  skipPart,
  viewRun,
  watchRun,
  type RunView,
} from './temporal/runs.js';
export { askRelationship, lookOver } from './temporal/looks.js';
export { readConfiguration, type ConfigurationFiles } from './configuration.js';
export { SdrError, ERRORS, type ErrorCode } from '../domain/errors.js';
export type { StartRequest } from '../domain/start/request.js';
export type { RunState } from '../domain/start/run-state.js';
export type { ClusterPair } from '../domain/topology.js';
