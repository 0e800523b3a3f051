import {
  ApplicationFailure,
  CancellationScope,
  TemporalFailure,
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
import { Logbook, wordsOf } from './logbook.js';
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
  const logbook = new Logbook(procedure.title, by);
  setHandler(reportQuery, () => logbook.report, { description: 'What was done, when, and what came of it' });
  const approval = listenForApproval(logbook);
  const note = `runbook ${workflowInfo().workflowId} ${workflowInfo().runId}`;
  const undo: Undo[] = [];
  try {
    await logbook.step('check', procedure.check);
    await logbook.step('approval', () => approval.given(approvalSeconds));
    undo.push({ what: 'take the action back', work: procedure.takeBack });
    await logbook.step('carry out', procedure.carryOut);
    await logbook.step('write through the entry point', () => writeThrough(note));
    const before = await readEntryPoint();
    undo.push({ what: 'put the entry point back', work: () => putBackEntryPoint(before) });
    await logbook.step('move the entry point', () => moveEntryPoint(procedure.serving));
    await logbook.step('read it from the other region', () => readBack(note));
    logbook.set({ phase: 'done' });
  } catch (error) {
    // Anything else is a fault of this code: it waits for a corrected one, and undoes nothing.
    if (!(error instanceof TemporalFailure)) throw error;
    await CancellationScope.nonCancellable(() => compensate(logbook, undo));
    await CancellationScope.nonCancellable(() => close(logbook));
    throw failed(error, logbook.report);
  }
  await close(logbook);
  return logbook.report;
};

interface Undo {
  readonly what: string;
  readonly work: () => Promise<string>;
}

/** What cannot be undone is in the report, and hinders nothing else from being undone. */
const compensate = async (logbook: Logbook, undo: readonly Undo[]): Promise<void> => {
  for (const { what, work } of undo.toReversed()) await logbook.step(what, work).catch(() => undefined);
  logbook.set({ phase: 'failed' });
};

const close = async (logbook: Logbook): Promise<void> => {
  await logbook.step('tell the webhook', () => tellWebhook(logbook.report)).catch(() => undefined);
  await writeReport(logbook.report);
  await condition(allHandlersFinished);
};

/** The runbook's failure has the code of what failed, and the report as its details. */
const failed = (error: TemporalFailure, report: Report): Error =>
  ApplicationFailure.create({
    type: failureIn(error)?.code ?? 'RUNBOOK_FAILED',
    message: wordsOf(error),
    nonRetryable: true,
    details: [report],
    cause: error,
  });
