import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLauncher, type Launcher } from '../../cluster/host/launcher.js';
import { LAUNCHER_PROCESS } from '../support/launcher.js';
import { signalProcessesWith, processesWith } from '../support/processes.js';

const LIMITS = { timeoutMs: 20_000, kill: 'group' } as const;

let directory: string;
let program: string;
let launcher: Launcher;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sdr-launcher-'));
  // By this name it is found among the launchers of other tests.
  program = join(directory, 'launcher.mjs');
  await writeFile(program, `import '${pathToFileURL(LAUNCHER_PROCESS).href}';\n`);
  launcher = openLauncher(program);
});
afterAll(async () => {
  launcher.close();
  await rm(directory, { recursive: true });
});

const gone = async (): Promise<void> => {
  while ((await processesWith(program)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
};

test('commands at once are started by one small process, and each gets its own answer', async () => {
  const ends = await Promise.all(
    [3, 4, 5].map((code) => launcher.launch('sh', ['-c', `echo ${code}; exit ${code}`], LIMITS)),
  );
  expect(ends).toMatchObject([3, 4, 5].map((code) => ({ kind: 'exited', exitCode: code, stdout: `${code}\n` })));
  expect(await processesWith(program)).toHaveLength(1);
});

test('when that process is killed, its commands are told as failed, and the next command starts another', async () => {
  const running = launcher.launch('sleep', ['9'], LIMITS);
  const failed = expect(running).rejects.toMatchObject({ code: 'E_COMMAND_FAILED', retry: 'later' });
  while ((await signalProcessesWith('SIGKILL', program)) === 0);
  await failed;
  expect(await launcher.launch('echo', ['again'], LIMITS)).toMatchObject({ kind: 'exited', stdout: 'again\n' });
});

test('a signal that ends a service does not end it before its worker', async () => {
  await launcher.launch('true', [], LIMITS);
  expect(await signalProcessesWith('SIGTERM', program)).toBe(1);
  expect(await launcher.launch('echo', ['still here'], LIMITS)).toMatchObject({ stdout: 'still here\n' });
});

test('closing it ends the process and leaves a command that runs', async () => {
  const mark = `31${process.pid}`;
  const left = launcher.launch('sleep', [mark], LIMITS).catch(() => undefined);
  while ((await processesWith(`sleep\0${mark}`)).length === 0);
  launcher.close();
  await gone();
  await left;
  expect(await signalProcessesWith('SIGKILL', `sleep\0${mark}`)).toBe(1);
});
