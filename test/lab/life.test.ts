import { afterAll, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sdr, sdrRunning, type Running } from '../support/cli.js';
import { differencesFrom } from '../support/json-shapes.js';
import { findLab, labDirectory, labDown, labUp, untilNormal, type Lab } from '../../lab/index.js';

/** Labs that come and go at once, and one whose maker dies. */
const names = ['one', 'two'].map((name) => `life-${name}-${process.pid}`) as [string, string];
const [one, two] = names;
const directory = labDirectory(one);
const bytes = 1024 * 1024;
afterAll(() => Promise.all(names.map((name) => labDown({ directory: labDirectory(name) }))));

const processesOf = (lab: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      const inside = [readlinkSync(`/proc/${pid}/cwd`), readFileSync(`/proc/${pid}/environ`, 'utf8')];
      return /^\d+$/.test(pid) && pid !== String(process.pid) && inside.some((text) => text.includes(lab));
    } catch {
      return false;
    }
  });

/** Claims of address ranges that point to the lab. */
const claims = (lab: string): readonly string[] => {
  const all = '/var/tmp/durable-sdr-ranges';
  return readdirSync(all).filter((name) => readlinkSync(`${all}/${name}`) === lab);
};

/** A maker of lab one, in a process of its own, that has begun: the directory is its own before it says so. */
const beginMaking = async (): Promise<Running> => {
  const maker = sdrRunning(['lab', 'up', '--name', one, '--bytes', '1MB']);
  await maker.said(/making two clusters|removing what is left/);
  return maker;
};

test('while a lab is made nobody else makes it, uses it or takes it down; killed, its maker leaves an unfinished one', async () => {
  const maker = await beginMaking();
  const busy = { code: 'E_LAB_BUSY', message: expect.stringContaining(`process ${maker.pid} is making lab ${one}`) };
  await expect(labUp({ name: one, bytes })).rejects.toMatchObject(busy);
  await expect(findLab(one)).rejects.toMatchObject(busy);
  await expect(labDown({ directory }, 0)).rejects.toMatchObject(busy);
  maker.signal('SIGKILL');
  await maker.ended;
  await expect(findLab(one)).rejects.toMatchObject({ code: 'E_NO_LAB', message: expect.stringContaining('cut off') });
});

test('a maker that is interrupted takes with it what it has made', async () => {
  const maker = await beginMaking();
  maker.signal('SIGINT');
  expect(await maker.ended).toMatchObject({ exit: 94, stderr: expect.stringContaining('nothing of it is left') });
  expect([existsSync(directory), processesOf(directory), claims(directory)]).toEqual([false, [], []]);
});

test('two labs that come up at once have addresses of their own, and leave nothing when they are taken down', async () => {
  const [first, printed] = await Promise.all([
    labUp({ name: one, bytes }),
    sdr(['lab', 'up', '--name', two, '--bytes', '1MB', '--json']),
  ]);
  expect(differencesFrom('Lab', JSON.parse(printed.stdout))).toEqual([]);
  const labs = [first, await findLab(two)];
  expect(
    new Set(labs.flatMap(({ clusters: { north, south } }) => [...north.nodes, ...south.nodes].map(({ ip }) => ip)))
      .size,
  ).toBe(12);
  await expect(labUp({ name: one })).rejects.toMatchObject({ code: 'E_LAB_EXISTS' });
  await first.fault({ kind: 'datanode', node: 'north1', how: 'stop' });
  await Promise.all(labs.map((lab) => labDown(lab)));
  for (const lab of labs)
    expect([existsSync(lab.directory), processesOf(lab.directory), claims(lab.directory)]).toEqual([false, [], []]);
});

/** Ids of the System V segments that the datanodes are marked with as in use, from their postmaster.pid. */
const segmentsOf = ({ clusters: { north, south } }: Lab): readonly string[] =>
  [...north.nodes, ...south.nodes].map(
    ({ datanode }) =>
      readFileSync(`${datanode.directory}/postmaster.pid`, 'utf8').split('\n')[6]!.trim().split(/ +/)[1]!,
  );

const inKernel = (segments: readonly string[]): readonly string[] =>
  readFileSync('/proc/sysvipc/shm', 'utf8')
    .split('\n')
    .flatMap((row) => segments.filter((id) => row.trim().split(/\s+/)[1] === id));

test('datanodes that are killed leave no shared memory: not when they start again, not with the lab', async () => {
  const lab = await labUp({ name: one, bytes });
  const before = segmentsOf(lab);
  expect(inKernel(before)).toHaveLength(6);
  const main = readFileSync(`${lab.clusters.north.nodes[0]!.datanode.directory}/postmaster.pid`, 'utf8').split(
    '\n',
  )[0]!;
  expect(readFileSync(`/proc/${main}/maps`, 'utf8')).not.toContain('/dev/shm/');
  await lab.fault({ kind: 'datanode', node: 'north1', how: 'kill' });
  await untilNormal(lab, 'north');
  expect(inKernel(before)).toHaveLength(5);
  const after = segmentsOf(lab);
  await labDown(lab);
  expect(inKernel([...before, ...after])).toEqual([]);
});
