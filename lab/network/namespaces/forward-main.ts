import { connect, createServer, type Socket } from 'node:net';
import { writeAtomic } from '../../files/atomic.js';
import type { Forward } from './forward.js';

/** Hands connections to this machine's ends of the uplinks on to an address: `file address end…`. */
const [file = '', address = '', ...ends] = process.argv.slice(2);
const [, host = '', port = ''] = /^\[?([^\]]*)\]?:(\d+)$/.exec(address) ?? [];

const accept = (node: Socket): void => {
  const target = connect({ host, port: Number(port), allowHalfOpen: true });
  for (const [one, other] of [
    [node, target],
    [target, node],
  ] as const) {
    one.setNoDelay(true);
    one.on('error', () => other.resetAndDestroy());
    one.pipe(other);
  }
};

const listen = (end: string, at: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true }, accept);
    server.once('error', reject);
    server.listen(at, end, () => {
      const bound = server.address();
      resolve(bound !== null && typeof bound === 'object' ? bound.port : at);
    });
  });

let chosen = 0;
for (const end of ends) chosen = await listen(end, chosen);
writeAtomic(file, JSON.stringify({ pid: process.pid, port: chosen } satisfies Forward));
