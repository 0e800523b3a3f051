import type { Engine } from 'durable-sdr/client';
import type { HAProxy } from '../entry-point/haproxy.js';
import { abortStart } from './abort-start.js';
import { readBack, writeThrough, type Database } from './business.js';
import { moveEntryPoint, type Serving } from './entry-point.js';
import { writeReport } from './report-file.js';
import { tellWebhook } from './webhook.js';
import type { Report } from '../runbook/report.js';
import type { Which } from './abort-start.js';

/** What the runbook's worker is given. Secrets stay with it: no workflow knows the application's password. */
export interface Settings {
  readonly engine: Engine;
  readonly proxy: HAProxy;
  readonly database: Database;
  readonly webhook: string;
  readonly reports: string;
}

export type Activities = ReturnType<typeof createActivities>;

export const createActivities = ({ engine, proxy, database, webhook, reports }: Settings) => ({
  abortStart: (which: Which) => abortStart(engine, which),
  readEntryPoint: () => proxy.configuration(),
  moveEntryPoint: (serving: Serving) => moveEntryPoint(proxy, database, serving),
  putBackEntryPoint: async (before: string): Promise<string> => {
    await proxy.configure(before);
    return 'as it was';
  },
  writeThrough: (note: string) => writeThrough(proxy, database, note),
  readBack: (note: string) => readBack(proxy, database, note),
  tellWebhook: (report: Report) => tellWebhook(webhook, report),
  writeReport: (report: Report) => writeReport(reports, report),
});
