import { gsSdrLogFile } from '../../worker/gs-sdr-log.js';
import { progress, result } from '../cli/output.js';

/** Prints as gs_sdr does: on standard output, and below a trace id in its log where one is named. */
export type Printer = (traceId: string, lines: readonly string[]) => void;

export const printer = (action: 'start' | 'query', log: string | undefined): Printer => {
  const file = log === undefined ? undefined : gsSdrLogFile(log, progress, action);
  return (traceId, lines) => {
    if (lines.length === 0) return;
    result(lines.join('\n'));
    file?.lines(traceId, 'LOG', lines);
  };
};
