import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Engine } from 'durable-sdr/client';
import { setTimeout } from 'node:timers/promises';
import type { regionalRunbook } from '../runbook/index.js';
import { RUNBOOK_QUEUE, approveUpdate, reportQuery, type Decision, type RunbookRequest } from '../runbook/messages.js';
import type { Report } from '../runbook/report.js';

export const RUNBOOK_ID = 'runbook';

export interface Courses {
  /** While the approval is waited for. */
  readonly waiting: () => Promise<unknown>;
  /** Absent: somebody else decides, from the command line or the Web UI. */
  readonly decision: Decision | undefined;
}

/** Runs the runbook once. @returns its report, however it ended */
export const runOnce = async (
  { client, call }: Engine,
  request: RunbookRequest,
  { waiting, decision }: Courses,
): Promise<Report> => {
  const run = await client.workflow.start<typeof regionalRunbook>('regionalRunbook', {
    workflowId: RUNBOOK_ID,
    taskQueue: RUNBOOK_QUEUE,
    args: [request],
  });
  const ended = call(() => run.result()).catch(reportOf);
  if (
    (await Promise.race([ended, untilItWaits(() => call(() => run.query(reportQuery)))])).phase === 'waits for approval'
  ) {
    await waiting();
    if (decision !== undefined) await call(() => run.executeUpdate(approveUpdate, { args: [decision] }));
  }
  return ended;
};

const LOOK_MS = 200;

const untilItWaits = async (look: () => Promise<Report>): Promise<Report> => {
  for (;;) {
    const report = await look();
    if (report.phase !== 'running') return report;
    await setTimeout(LOOK_MS);
  }
};

/** A runbook that failed has its report in its failure. */
const reportOf = (error: unknown): Report => {
  const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
  const report = cause instanceof ApplicationFailure ? (cause.details?.[0] as Report | undefined) : undefined;
  if (report === undefined) throw error;
  return report;
};
