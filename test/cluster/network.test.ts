import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { connects } from '../../cluster/network.js';
import type { Host, RunResult } from '../../cluster/host/host.js';
import { runProcess } from '../../cluster/host/process.js';

/** A node on which nc is as told, and everything else is this machine's. */
const hostWith = (nc: RunResult): Host => {
  const never = (): never => {
    throw new Error('not asked for');
  };
  return {
    address: '127.0.0.1',
    run: async ([program, ...args], options) =>
      program === 'nc' ? nc : runProcess(program, args.map(String), { ...options, kill: 'group' }),
    environment: never,
    readFile: never,
    writeFile: never,
    remove: never,
    makeDirectory: never,
    list: never,
    close: never,
  };
};

const exited = (exitCode: number, stderr = ''): RunResult => ({ kind: 'exited', exitCode, stdout: '', stderr });

let open: number;
const sources: string[] = [];
const server = createServer((socket) => {
  sources.push(socket.remoteAddress ?? '');
  socket.destroy();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

const way = (port: number) => ({ from: '127.0.0.7', to: '127.0.0.1', port });

test('what nc says of a port counts', async () => {
  expect(await connects(hostWith(exited(0)), way(1))).toBe(true);
  expect(await connects(hostWith(exited(1, 'Ncat: Connection refused.')), way(1))).toBe(false);
});

describe.each([
  ['where there is no nc', { kind: 'not found' }],
  ['where nc takes other options', exited(1, 'nc: invalid option -- z\nusage: nc …')],
] as const)('%s python3 tries', (_, nc) => {
  test('a port that is open, from the address that is given', async () => {
    sources.length = 0;
    expect(await connects(hostWith(nc), way(open))).toBe(true);
    expect(sources).toEqual(['127.0.0.7']);
  });

  test('a port that nobody listens on', async () => {
    expect(await connects(hostWith(nc), way(1))).toBe(false);
  });
});
