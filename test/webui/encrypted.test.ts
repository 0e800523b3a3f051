import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../engine/connection.js';
import { freePort, startDevServer, type DevServer } from '../../lab/temporal/dev-server.js';
import { findTemporalProgram } from '../../lab/temporal/find-program.js';
import { chromiumSkipped, openBrowser } from '../support/chromium.js';
import { sdrRunning, type Running } from '../support/cli.js';
import { withKeyFile, writeKeys } from '../support/codec-keys.js';
import { startRequest } from '../support/start-request.js';
import { WebUi, type Run } from './pages.js';

const skipped = chromiumSkipped();

/** A request that is encrypted, and the Web UI of a server that knows a codec server. */
(skipped === undefined ? describe : describe.skip)(
  `the Temporal Web UI${skipped ? ` (skipped: ${skipped})` : ''}`,
  () => {
    let directory: string;
    let keys: string;
    let codec: Running;
    let server: DevServer;
    let run: Run;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'sdr-web-ui-codec-'));
      keys = await writeKeys(join(directory, 'keys'), 'k1');
      const uiPort = await freePort(0);
      const origin = ['--origin', `http://127.0.0.1:${uiPort}`];
      const env = { SDR_CODEC_KEY_FILE: keys };
      codec = sdrRunning(['codec-server', '--port', '0', ...origin, '--json'], { env });
      const { address: codecEndpoint } = JSON.parse(await codec.said(/\n/)) as { address: string };
      server = await startDevServer({
        program: await findTemporalProgram(),
        databaseFile: join(directory, 'temporal.db'),
        logFile: join(directory, 'temporal.log'),
        preferredPort: 0,
        preferredUiPort: uiPort,
        codecEndpoint,
      });
      run = await begun();
    });
    afterAll(async () => {
      codec.signal('SIGTERM');
      await server.stop();
      await rm(directory, { recursive: true });
    });

    /** Nobody works for it: what it was asked for can be looked at. */
    const begun = async (): Promise<Run> => {
      const engine = await withKeyFile(keys, () => connectEngine({ address: server.address }));
      const { workflowId, firstExecutionRunId } = await engine.client.workflow.start('startPrimary', {
        workflowId: 'sdr:encrypted',
        taskQueue: 'nobody',
        args: [startRequest('primary', { by: 'ann of the night shift' })],
      });
      const { events } = await engine.client.workflow.getHandle(workflowId).fetchHistory();
      const [input] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
      expect(Buffer.from(input?.data ?? 'none').includes('night shift')).toBe(false);
      expect(Buffer.from(input?.metadata?.['encoding'] ?? []).toString()).toBe('binary/encrypted');
      await engine.close();
      return { workflowId, runId: firstExecutionRunId };
    };

    test('reads with the codec server what was encrypted', async () => {
      const browser = await openBrowser();
      const page = await browser.newPage();
      page.setDefaultTimeout(60_000);
      const history = await new WebUi(page, server.uiAddress).openHistory(run);
      await history.getByText('ann of the night shift').first().waitFor();
      await browser.close();
    });
  },
);
