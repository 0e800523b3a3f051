import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { connectEngine, type Engine } from 'durable-sdr/client';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Decision, RunbookRequest } from '../runbook/messages.js';
import { asMarkdown, type Report } from '../runbook/report.js';
import { runbookWorker } from '../worker.js';
import { MISTAKES, WELL } from './courses.js';
import { startProxy } from './proxy.js';
import { startReceiver } from './receiver.js';
import { makeRegions, startServices, type Regions, type Services } from './regions.js';
import { RUNBOOK_ID, runOnce } from './run.js';

/** `npm start`: two regions on this machine, an entry point before them, and the runbook, rehearsed on both. */
const { values } = parseArgs({
  options: { by: { type: 'string' }, reason: { type: 'string' }, mistakes: { type: 'boolean', default: false } },
});
const decision: Decision | undefined =
  values.by !== undefined && values.reason !== undefined ? { by: values.by, reason: values.reason } : undefined;

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const APPROVAL_SECONDS = 15 * 60;

/** Whatever is under way, everything that was started is ended. */
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => reject(new Error(signal)));
});
interrupted.catch(() => undefined);
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });

type End = (closing: () => Promise<unknown>) => void;

/** @returns the report of the last course */
const rehearse = async (end: End): Promise<Report | undefined> => {
  say('making two regions');
  const regions = await makeRegions();
  end(regions.end);
  await regions.admit('north');
  if (!values.mistakes) await regions.admit('south');
  const proxy = await startProxy(regions.directory, regions.application.user, regions.primary, end);
  const webhook = await startReceiver((said) => say(`webhook: ${said}`), end);
  const services = await startServices(end);
  say(`the Web UI is at ${services.web}`);
  const engine = await connectEngine({ address: services.address });
  end(engine.close);
  const connection = await NativeConnection.connect({ address: services.address });
  end(() => connection.close());
  const reports = join(process.cwd(), 'reports');
  const worker = await runbookWorker(connection, { engine, proxy, database: regions.application, webhook, reports });
  const running = worker.runUntil(Promise.race([play(engine, regions, services), interrupted]));
  // Interrupted or not, the worker lets go of the connection before that is closed.
  end(() => running.catch(() => undefined));
  return running;
};

/** One course after the other; each report goes to stdout. */
const play = async (engine: Engine, regions: Regions, services: Services): Promise<Report | undefined> => {
  let last: Report | undefined;
  for (const { story, spoil, mend } of values.mistakes ? MISTAKES : [WELL]) {
    say(`\n${story}`);
    const waiting = async (): Promise<void> => {
      await spoil(regions);
      if (decision === undefined) tellHowToApprove(services);
    };
    last = await runOnce(engine, requestOn(regions), { waiting, decision });
    process.stdout.write(`${asMarkdown(last)}\n`);
    await mend(regions);
  }
  return last;
};

const requestOn = ({ request }: Regions): RunbookRequest => ({
  action: { kind: 'start', request },
  by: 'the rehearsal',
  approvalSeconds: APPROVAL_SECONDS,
});

const tellHowToApprove = ({ address, web }: Services): void =>
  say(`An approval is waited for. In the Web UI (${web}): Update, approve. Or:
  temporal workflow update execute --address ${address} --workflow-id ${RUNBOOK_ID} --name approve \\
    --input '{"by": "your name", "reason": "why"}'`);

const closings: (() => Promise<unknown>)[] = [];
const endAll = async (): Promise<void> => {
  for (let closing = closings.pop(); closing !== undefined; closing = closings.pop()) {
    await closing().catch((error: unknown) => say(String(error)));
  }
};

try {
  const report = await Promise.race([rehearse((closing) => closings.push(closing)), interrupted]);
  process.exitCode = report?.phase === 'done' ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await endAll();
}
