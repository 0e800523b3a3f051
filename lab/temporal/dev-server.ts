import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { Connection } from '@temporalio/client';
import { execa } from 'execa';
import { SdrError } from '../../domain/errors.js';
import { databaseArguments, dynamicSettingArguments, searchAttributeArguments } from './settings.js';

export interface DevServerOptions {
  /** The `temporal` program, see {@link findTemporalProgram}. */
  readonly program: string;
  readonly databaseFile: string;
  /** Taken when free, else another one is chosen. */
  readonly preferredPort?: number;
  readonly preferredUiPort?: number;
  readonly logFile: string;
  /** Where the Web UI has payloads decoded. */
  readonly codecEndpoint?: string;
  /** Further variables of its environment, so that it can be found again. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface DevServer {
  readonly address: string;
  readonly uiAddress: string;
  readonly pid: number;
  /** Rejects when the server ends, by itself too, with the last it said. */
  readonly gone: Promise<never>;
  /** Ends the server and waits until it is gone. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 30_000;

/** Starts a development server with Web UI on loopback and waits until it answers. */
export const startDevServer = async (options: DevServerOptions): Promise<DevServer> => {
  const port = await freePort(options.preferredPort ?? 7233);
  const uiPort = await freePort(options.preferredUiPort ?? 8233);
  const server = execa(options.program, argumentsOf(options, port, uiPort), {
    stdin: 'ignore',
    stdout: { file: options.logFile, append: true },
    stderr: { file: options.logFile, append: true },
    reject: false,
    cleanup: false,
    // A Ctrl-C on the terminal is for whoever started it; that one ends it in its turn.
    detached: true,
    ...(options.env && { env: options.env }),
  });
  const address = `127.0.0.1:${port}`;
  const gone = server.then(({ shortMessage }) => {
    throw new SdrError('E_NO_TEMPORAL', `the Temporal server ended: ${lastLines(options.logFile) || shortMessage}`);
  });
  gone.catch(() => undefined);
  await Promise.race([answering(address), gone]);
  return {
    address,
    uiAddress: `http://127.0.0.1:${uiPort}`,
    pid: server.pid ?? 0,
    gone,
    stop: async () => {
      server.kill('SIGTERM', undefined);
      await gone.catch(() => undefined);
    },
  };
};

const lastLines = (file: string): string => readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n');

const argumentsOf = (options: DevServerOptions, port: number, uiPort: number): string[] => [
  ...['server', 'start-dev', '--ip', '127.0.0.1', '--log-level', 'error'],
  ...['--port', String(port), '--ui-port', String(uiPort)],
  ...(options.codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', options.codecEndpoint]),
  ...databaseArguments(options.databaseFile),
  ...searchAttributeArguments(),
  ...dynamicSettingArguments(),
];

/** Waits until the server serves its default namespace, by asking again as soon as it refused. */
const answering = async (address: string): Promise<void> => {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '1s' });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > deadline) throw new SdrError('E_NO_TEMPORAL', `no answer at ${address}: ${String(error)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

/** The port when nothing listens there on loopback, else a free one. */
export const freePort = async (preferred: number): Promise<number> => {
  for (const port of [preferred, 0]) {
    const server = createServer();
    const bound = await new Promise<number | undefined>((resolve) => {
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : undefined);
      });
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    if (bound !== undefined) return bound;
  }
  throw new SdrError('E_NO_TEMPORAL', 'no free port on loopback');
};
