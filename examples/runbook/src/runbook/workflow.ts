import {
  ApplicationFailure,
  CancellationScope,
  allHandlersFinished,
  condition,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { failureIn } from 'durable-sdr/contract';
import type { Activities } from '../activities/index.js';
import { procedureOf } from './action.js';
import { listenForApproval } from './approval.js';
import { reportQuery, type RunbookRequest } from './messages.js';
import { Record, wordsOf } from './record.js';
import type { Report } from './report.js';

const { moveEntryPoint, putBackEntryPoint, readEntryPoint, writeReport } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 5 },
});

/** A client that does not come through at once may a moment later. */
const { readBack, writeThrough } = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: { initialInterval: '500ms', maximumInterval: '2 seconds' },
});

/** Whoever is told gets a minute to listen; nobody's deafness undoes a disaster recovery. */
const { tellWebhook } = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 minute',
});

/**
 * Check, approval, the action, proof by a real client, entry point, proof again. When a part fails, what was done before
 * it is undone, the last first. In both cases the webhook is told and the report written.
 */
export const regionalRunbook = async ({ action, by, approvalSeconds }: RunbookRequest): Promise<Report> => {
  const procedure = procedureOf(action);
  const record = new Record(procedure.title, by);
  setHandler(reportQuery, () => record.report, { description: 'What was done, when, and what came of it' });
  const approval = listenForApproval(record);
  const note = `runbook ${workflowInfo().workflowId} ${workflowInfo().runId}`;
  const undo: Undo[] = [];
  try {
    await record.step('check', procedure.check);
    await record.step('approval', () => approval.given(approvalSeconds));
    undo.push({ what: 'take the action back', work: procedure.takeBack });
    await record.step('carry out', procedure.carryOut);
    await record.step('write through the entry point', () => writeThrough(note));
    const before = await readEntryPoint();
    undo.push({ what: 'put the entry point back', work: () => putBackEntryPoint(before) });
    await record.step('move the entry point', () => moveEntryPoint(procedure.serving));
    await record.step('read it from the other region', () => readBack(note));
    record.set({ phase: 'done' });
  } catch (error) {
    await CancellationScope.nonCancellable(() => compensate(record, undo));
    await CancellationScope.nonCancellable(() => close(record));
    throw failed(error, record.report);
  }
  await close(record);
  return record.report;
};

interface Undo {
  readonly what: string;
  readonly work: () => Promise<string>;
}

/** What cannot be undone is in the report, and hinders nothing else from being undone. */
const compensate = async (record: Record, undo: readonly Undo[]): Promise<void> => {
  for (const { what, work } of undo.toReversed()) await record.step(what, work).catch(() => undefined);
  record.set({ phase: 'failed' });
};

const close = async (record: Record): Promise<void> => {
  await record.step('tell the webhook', () => tellWebhook(record.report)).catch(() => undefined);
  await writeReport(record.report);
  await condition(allHandlersFinished);
};

/** The runbook's failure has the code of what failed, and the report as its details. */
const failed = (error: unknown, report: Report): Error =>
  ApplicationFailure.create({
    type: failureIn(error)?.code ?? 'RUNBOOK_FAILED',
    message: wordsOf(error),
    nonRetryable: true,
    details: [report],
    ...(error instanceof Error && { cause: error }),
  });
