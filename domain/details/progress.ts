import type { Progress } from '../start/run-state.js';
import { bytes } from '../units.js';
import { millisecondsBetween, timeOf } from './times.js';

/**
 * How far a long part is, and when it will be done at the rate it had so far.
 * @param startedAt when the part began in this entry
 */
export const progressLines = (progress: Progress, startedAt: string): readonly string[] => {
  const { percent, doneBytes, totalBytes, said, headroom, at } = progress;
  // A sentence of its own, longer than a line: it stands below the steps.
  if (headroom !== undefined) return [];
  const far = [
    ...(percent === undefined ? [] : [`${percent} %`]),
    ...(doneBytes === undefined ? [] : [`${bytes(doneBytes)}${totalBytes ? ` of ${bytes(totalBytes)}` : ''}`]),
  ].join(', ');
  const end = endOf(progress, startedAt);
  return [`${far || (said ?? '')} at ${timeOf(at)}`, ...(end === undefined ? [] : [`at this rate done about ${end}`])];
};

const endOf = ({ doneBytes = 0, totalBytes = 0, at }: Progress, startedAt: string): string | undefined => {
  const spent = millisecondsBetween(startedAt, at);
  if (doneBytes <= 0 || totalBytes <= doneBytes || spent <= 0) return undefined;
  const end = Date.parse(at) + (spent * (totalBytes - doneBytes)) / doneBytes;
  return timeOf(new Date(end).toISOString());
};
