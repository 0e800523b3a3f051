import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clockOf, diskOf, missingTools, unwritable, walDirectories } from '../../cluster/node-facts.js';
import { SdrError } from '../../domain/errors.js';
import { standInNode, type StandInNode } from '../support/stand-in.js';

let node: StandInNode;
let directory: string;
beforeAll(async () => {
  node = await standInNode();
  directory = await realpath(await mkdtemp(join(tmpdir(), 'sdr-facts-')));
});
afterAll(async () => {
  await node.remove();
  await rm(directory, { recursive: true });
});

test('programs that are not there are named', async () => {
  expect(await missingTools(node.host, ['sh', 'no-such-tool', 'date'])).toEqual(['no-such-tool']);
});

test('directories that cannot be written are named; those that may be missing are not', async () => {
  expect(await unwritable(node.host, [directory, join(directory, 'missing')])).toEqual([]);
  expect(await unwritable(node.host, [join(directory, 'missing')])).toEqual([join(directory, 'missing')]);
});

test('the disk of a data directory, and of WAL that lies elsewhere, with links followed', async () => {
  const [data, wal] = [join(directory, 'dn'), join(directory, 'wal')];
  await mkdir(data);
  await mkdir(wal);
  await symlink(wal, join(data, 'pg_xlog'));
  const disk = await diskOf(node.host, [data]);
  expect(disk.path).toBe(data);
  expect(disk.sizeBytes).toBeGreaterThan(disk.availableBytes);
  expect((await diskOf(node.host, walDirectories(data))).path).toBe(wal);
});

test('a directory that is not there has no disk', async () => {
  await expect(diskOf(node.host, [join(directory, 'missing')])).rejects.toThrow(SdrError);
});

test('the clock is told in milliseconds', async () => {
  const { at, tookMs } = await clockOf(node.host);
  expect(new Date(at).getUTCFullYear()).toBe(new Date().getUTCFullYear());
  expect(tookMs).toBeGreaterThan(0);
  await node.answers('date', { stdout: 'never\n' });
  await expect(clockOf(node.host)).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_UNDERSTOOD' });
});
