import { ROLES } from '../roles.js';
import { isStatus } from '../status.js';
import { PARTS } from './parts.js';
import type { SideReport, Telling } from './report.js';
import { STEPS } from './steps.js';

/**
 * What another run told, when it is whole. Whoever tells may be of another version, or somebody with a command line; what
 * this version cannot show is as good as lost, and a report that is lost harms nothing.
 */
export const asTelling = (value: unknown): Telling | undefined => {
  if (!isObject(value) || typeof value['from'] !== 'string' || typeof value['answer'] !== 'boolean') return undefined;
  const { from, answer, report } = value;
  if (report === undefined) return { from, answer };
  return isReport(report) ? { from, answer, report } : undefined;
};

const isReport = (value: unknown): value is SideReport =>
  isObject(value) &&
  ['cluster', 'phase', 'workflowId', 'runId', 'at', 'startedAt'].every((name) => typeof value[name] === 'string') &&
  ['entry', 'recorded', 'sequence'].every((name) => typeof value[name] === 'number') &&
  ROLES.some((role) => role === value['role']) &&
  typeof value['status'] === 'string' &&
  isStatus(value['status']) &&
  isObject(value['progress']) &&
  Array.isArray(value['steps']) &&
  value['steps'].every(isStep);

const isStep = (value: unknown): boolean =>
  isObject(value) &&
  STEPS.some(({ id }) => id === value['id']) &&
  typeof value['outcome'] === 'string' &&
  Array.isArray(value['parts']) &&
  value['parts'].every((part: unknown) => isObject(part) && typeof part['part'] === 'string' && part['part'] in PARTS);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
