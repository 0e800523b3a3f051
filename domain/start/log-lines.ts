import type { Role } from '../roles.js';
import { isFor, type Item, type Step } from './steps.js';

/**
 * The lines of gs_sdr's log that belong to steps, word for word: DBAs grep for them. The lines of single commands are
 * with the activities.
 */
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'] as const;

export const stepBeginsLines = ({ number }: Step): readonly string[] =>
  number === null ? [] : [`Start ${ORDINALS[number - 1] ?? String(number)} step of streaming start.`];

export const stepRecordedLines = ({ recordedAs }: Step): readonly string[] =>
  recordedAs === null ? [] : [`Streaming action:[start] record current step:[${recordedAs}]`];

/** What gs_sdr says about an item that is the other role's. */
export const notForLines = (item: Item, role: Role): readonly string[] => {
  if (isFor(item, role)) return [];
  if (item.kind === 'status') return [`Update query status [cluster] to [${item.status}] not for mode:${role}.`];
  return item.otherwise?.split('\n') ?? [];
};

export const publishLines = (status: string, nodes: readonly string[]): readonly string[] => [
  `Update query [cluster] to [${status}].`,
  `Got connected nodes:[${nodes.map((node) => `'${node}'`).join(', ')}] for action:update_streaming_info`,
];

export const doneLines = (): readonly string[] => ['Successfully do streaming disaster recovery start.'];
