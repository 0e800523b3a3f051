/** The workflows of the runbooks' worker. */
export { regionalRunbook } from './workflow.js';
