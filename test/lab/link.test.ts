import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { OPEN, type Link } from '../../lab/network/link.js';
import { Pipe, carry, pass } from '../../lab/network/proxies/pipe.js';

/** One direction of the lab's network between a sender and a receiver on loopback. */
interface Line {
  readonly sender: Socket;
  readonly receiver: Socket;
  readonly pipe: Pipe;
  /** All that the receiver has got so far. */
  readonly received: () => string;
  readonly become: (link: Partial<Link>) => void;
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const socketPair = async (): Promise<readonly [Socket, Socket]> => {
  const server: Server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const near = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [[Socket], unknown];
  server.close();
  for (const socket of [near, far]) socket.on('error', () => undefined);
  closing.push(() => [near, far].forEach((socket) => socket.destroy()));
  return [near, far];
};

const openLine = async (): Promise<Line> => {
  const [[sender, from], [to, receiver]] = await Promise.all([socketPair(), socketPair()]);
  let link: Link = OPEN;
  const pipe = new Pipe(() => link);
  carry(from, to, pipe);
  let text = '';
  receiver.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const become = (change: Partial<Link>): void => {
    link = { ...OPEN, ...change };
    pipe.changed();
  };
  return { sender, receiver, pipe, received: () => text, become };
};

/** Resolves when what was written before has reached the other end of the line's first connection. */
const written = (socket: Socket, text: string): Promise<unknown> =>
  new Promise((resolve) => socket.write(text, resolve));

test('what a dropped direction has swallowed arrives in order when it is healed, the end last', async () => {
  const { sender, receiver, received, become } = await openLine();
  become({ drop: true });
  await written(sender, 'one ');
  await written(sender, 'two ');
  sender.end('three');
  await once(sender, 'finish');
  expect(received()).toBe('');
  become({});
  await once(receiver, 'end');
  expect(received()).toBe('one two three');
});

test('a connection that breaks is not told of across a dropped direction, until it is healed', async () => {
  const { sender, receiver, become } = await openLine();
  become({ drop: true });
  sender.resetAndDestroy();
  await once(sender, 'close');
  expect(receiver.destroyed).toBe(false);
  become({});
  await expect(once(receiver, 'close')).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('what waits on a thin or late direction goes on at once when it is healed', async () => {
  for (const trouble of [{ bytesPerSecond: 1 }, { delayMs: 3_600_000 }]) {
    const { sender, receiver, received, become } = await openLine();
    become(trouble);
    await written(sender, 'a'.repeat(100_000));
    await written(sender, 'b'.repeat(100_000));
    sender.end();
    become({});
    await once(receiver, 'end');
    expect(received()).toHaveLength(200_000);
  }
});

test('a sender is held back when too much is on its way', async () => {
  const { sender, received, receiver, become } = await openLine();
  become({ drop: true });
  const all = 64 * 1024 * 1024;
  sender.end(Buffer.alloc(all, 'x'));
  // The kernel keeps some megabytes, the line four; the rest stays with the sender.
  const [other] = await Promise.all([openLine(), new Promise((resolve) => setImmediate(resolve))]);
  other.sender.end('passes meanwhile');
  await once(other.receiver, 'end');
  expect(sender.writableFinished).toBe(false);
  become({});
  await once(receiver, 'end');
  expect(received()).toHaveLength(all);
});

test('a new connection is made when the direction lets it, and never when its caller has gone', async () => {
  const { sender, pipe, become } = await openLine();
  become({ drop: true });
  const made: string[] = [];
  pass(pipe, sender, () => made.push('patient'));
  const [gone] = await socketPair();
  pass(pipe, gone, () => made.push('gone'));
  gone.destroy();
  await once(gone, 'close');
  expect(made).toEqual([]);
  become({});
  expect(made).toEqual(['patient']);
});
