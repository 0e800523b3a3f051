/**
 * The workflows: every exported function is a workflow type, nothing else is exported here.
 * Others embed them with `export * from 'durable-sdr/workflows'`.
 */
export { start } from './both/index.js';
export { monitor } from './monitor/index.js';
export { check, checkBoth, overview, query } from './looks/index.js';
export { plan } from './plan/index.js';
export { startDisasterStandby, startPrimary } from './start/index.js';
