import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { labDown, labUp, type Lab } from '../../lab/index.js';

let lab: Lab;
beforeAll(async () => {
  lab = await labUp({ name: `unreachable-${process.pid}`, bytes: 1024 * 1024 });
});
afterAll(() => labDown(lab));

test('a node that becomes unreachable loses the ssh sessions that are open to it, and no other node does', async () => {
  const [n1] = lab.clusters.north.nodes;
  const session = (node: string) =>
    lab.spawn(n1!, ['ssh', node, 'echo there; cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [cut, kept] = [session('north2'), session('north3')];
  const ended = new Promise((resolve) => cut.once('exit', (_, signal) => resolve(signal)));
  await Promise.all([cut, kept].map((client) => new Promise((resolve) => client.stdout!.once('data', resolve))));

  await lab.fault({ kind: 'unreachable', node: 'north2' });
  expect(await ended).toBe('SIGKILL');
  const answer = new Promise<string>((resolve) =>
    kept.stdout!.once('data', (data: Buffer) => resolve(data.toString())),
  );
  kept.stdin!.end('still here\n');
  expect(await answer).toBe('still here\n');
  expect(await lab.run(n1!, ['ssh', 'north2', 'true'])).toMatchObject({ exitCode: 255 });
});
