import { proxySinks, type Sinks } from '@temporalio/workflow';

/** The lines of gs_sdr's own log that belong to steps rather than to commands; the worker writes them to its file. */
export interface GsSdrLogSinks extends Sinks {
  readonly gsSdrLog: {
    /** Appends the lines under the trace id of the start. */
    append(firstRunId: string, lines: readonly string[]): void;
  };
}

const { gsSdrLog } = proxySinks<GsSdrLogSinks>();

export const logLines = (firstRunId: string, lines: readonly string[]): void => {
  if (lines.length > 0) gsSdrLog.append(firstRunId, lines);
};
