import { createHash } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { SdrError } from '../domain/errors.js';

/**
 * One at a time, over all processes of this machine: whoever holds a lock listens on an abstract socket of its name. The
 * kernel ends it with its process, however that ends, so no lock is ever left behind.
 */
export interface LockOptions {
  /** What is being done, for those who are kept out. */
  readonly doing: string;
  /** For how long it waits for its turn before it is refused. */
  readonly waitMs?: number;
}

const AGAIN_MS = 20;

/** @throws SdrError E_LAB_BUSY: somebody else holds it */
export const withLock = async <T>(
  name: string,
  { doing, waitMs = 0 }: LockOptions,
  work: () => Promise<T>,
): Promise<T> => {
  const server = await acquire(name, doing, waitMs);
  try {
    return await work();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

const acquire = async (name: string, doing: string, waitMs: number): Promise<Server> => {
  const path = pathOf(name);
  const deadline = Date.now() + waitMs;
  for (;;) {
    const server = await listen(path, `process ${process.pid} is ${doing}`);
    if (server !== undefined) return server;
    if (Date.now() >= deadline)
      throw new SdrError('E_LAB_BUSY', `${name}: ${(await ask(path)) ?? 'another process was at work'}`);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
};

/** The name of a socket is short. */
const pathOf = (name: string): string =>
  `\0durable-sdr:${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;

const listen = (path: string, words: string): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer((asking) => {
      asking.on('error', () => undefined);
      asking.end(words);
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path }, () => resolve(server));
  });

/** Who holds it now, and for what. */
export const holderOf = (name: string): Promise<string | undefined> => ask(pathOf(name));

const ask = (path: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ path });
    let text = '';
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(text === '' ? undefined : text));
  });
