import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer, type DevServer } from '../../lab/temporal/dev-server.js';
import { findTemporalProgram } from '../../lab/temporal/find-program.js';

/** A Temporal server on its database file, which can be killed, and come back with or without its memory. */
export interface OwnServer {
  readonly address: string;
  /** As a machine that dies. */
  kill(): Promise<void>;
  /** At the same address. @param memory `lost`: with an empty database */
  back(memory: 'kept' | 'lost'): Promise<void>;
  /** Killed, and back with its memory. Whoever asks for it while it is away gets that same time. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const ownServer = async (): Promise<OwnServer> => {
  const [directory, program] = await Promise.all([mkdtemp(join(tmpdir(), 'sdr-temporal-')), findTemporalProgram()]);
  const port = { preferredPort: 0, preferredUiPort: 0 };
  const start = (): Promise<DevServer> =>
    startDevServer({
      program,
      databaseFile: join(directory, 'temporal.db'),
      logFile: join(directory, 'temporal.log'),
      ...port,
    });
  let server = await start();
  port.preferredPort = Number(server.address.split(':')[1]);
  const { address } = server;
  const kill = async (): Promise<void> => {
    process.kill(server.pid, 'SIGKILL');
    await server.gone.catch(() => undefined);
  };
  const back: OwnServer['back'] = async (memory) => {
    if (memory === 'lost')
      for (const end of ['', '-wal', '-shm']) await rm(join(directory, `temporal.db${end}`), { force: true });
    server = await start();
    if (server.address !== address) throw new Error(`it came back at ${server.address}, not at ${address}`);
  };
  let restarting: Promise<void> | undefined;
  return {
    address,
    kill,
    back,
    restart: () =>
      (restarting ??= kill()
        .then(() => back('kept'))
        .finally(() => (restarting = undefined))),
    close: async () => {
      await kill();
      await rm(directory, { recursive: true });
    },
  };
};
