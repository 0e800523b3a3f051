/** The Nexus service: what callers, in workflow code, import. The handlers are the worker's. */
export { NEXUS_ENDPOINT, sdrService, type Aborting, type StatusAnswer, type Which } from './service.js';
