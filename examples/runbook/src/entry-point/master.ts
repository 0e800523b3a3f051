import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** HAProxy's master process (`haproxy -W -S SOCKET`), which replaces its workers without dropping a connection. */

const ANSWER_LIMIT_MS = 3_000;
const RELOAD_LIMIT_MS = 10_000;

/** Has the configuration read anew. Fails when no new worker took over; the old one then goes on. */
export const reload = async (socket: string): Promise<void> => {
  const before = await workersOf(socket);
  await ask(socket, 'reload');
  const deadline = Date.now() + RELOAD_LIMIT_MS;
  for (;;) {
    // The master starts itself anew and does not listen meanwhile.
    const now = await workersOf(socket).catch(() => []);
    if (now.some((pid) => !before.includes(pid))) return;
    if (Date.now() > deadline) throw new Error(`HAProxy did not take the new configuration: see its log`);
    await setTimeout(50);
  }
};

/** Process ids of the current workers, not of those that only finish their connections. */
const workersOf = async (socket: string): Promise<readonly string[]> => {
  const [, workers = ''] = (await ask(socket, 'show proc')).split('# workers\n');
  return [...(workers.split('#')[0] ?? '').matchAll(/^(\d+)\s+worker/gm)].map(([, pid = '']) => pid);
};

const ask = async (socket: string, command: string): Promise<string> => {
  const connection = createConnection(socket);
  connection.setTimeout(ANSWER_LIMIT_MS, () => connection.destroy(new Error('HAProxy’s master does not answer')));
  connection.end(`${command}\n`);
  return text(connection);
};
