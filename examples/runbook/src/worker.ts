import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { createActivities, type Settings } from './activities/index.js';
import { RUNBOOK_QUEUE } from './runbook/messages.js';

/** The runbooks' own worker, beside `sdr worker`: it runs where the entry point is. */
export const runbookWorker = (connection: NativeConnection, settings: Settings): Promise<Worker> =>
  Worker.create({
    connection,
    taskQueue: RUNBOOK_QUEUE,
    workflowsPath: fileURLToPath(new URL('runbook/index.js', import.meta.url)),
    activities: createActivities(settings),
    shutdownGraceTime: '5s',
    shutdownForceTime: '10s',
  });
