import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Action } from './action.js';
import type { Report } from './report.js';

/** What is asked of a runbook, and what one can say to it while it runs. */

export interface RunbookRequest {
  readonly action: Action;
  /** Who asks for it. */
  readonly by: string;
  /** Without an approval in this time the runbook ends, and nothing was changed. */
  readonly approvalSeconds: number;
}

export interface Decision {
  readonly by: string;
  readonly reason: string;
}

export const RUNBOOK_QUEUE = 'runbooks';

/** Answers at once; refused unless an approval is waited for, and without a name and a reason. */
export const approveUpdate = defineUpdate<string, [Decision]>('approve');
export const rejectUpdate = defineUpdate<string, [Decision]>('reject');
export const reportQuery = defineQuery<Report>('report');
