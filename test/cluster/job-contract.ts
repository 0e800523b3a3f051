import { beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../cluster/host/host.js';
import { startScript } from '../../cluster/host/job-script.js';
import { awaitJob, jobOutput, jobState, startJob, stopJob, type Job } from '../../cluster/host/job.js';
import { Secret, shown } from '../../cluster/host/secret.js';
import type { FakeHome } from '../support/fake-cluster-home.js';
import { processesWith } from '../support/processes.js';

/** Durations that no other process sleeps for, so that each of them can be looked for. */
const LONG = [0, 1, 2, 3].map((index) => `9${process.pid}${index}`) as [string, string, string, string];

/** What a job promises on every host. */
export const jobContract = (opened: () => { readonly home: FakeHome; readonly host: Host }): void => {
  describe('a job', () => {
    let home: FakeHome;
    let host: Host;
    beforeEach(() => void ({ home, host } = opened()));

    let jobs = 0;
    let job: Job;
    beforeEach(async () => {
      await home.program('work', `echo run >>"${home.directory}/runs"; echo "working with $1"; sleep "$2"; exit "$3"`);
      await writeFile(join(home.directory, 'runs'), '');
      job = { directory: `${home.directory}/jobs/${++jobs}`, key: 'run-1', command: ['work', 'care', '0.3', '3'] };
    });
    const runs = async (): Promise<number> =>
      (await readFile(join(home.directory, 'runs'), 'utf8')).split('\n').length - 1;

    test('runs detached, and its end and output are told', async () => {
      expect(await startJob(host, job)).toEqual({ kind: 'started' });
      expect(await jobState(host, job.directory)).toMatchObject({ key: 'run-1', running: true });
      expect(await awaitJob(host, job)).toEqual({ kind: 'ended', exitCode: 3 });
      expect(await jobOutput(host, job)).toBe('working with care\n');
    });

    test('started by several at once runs once', async () => {
      // Longer than a connection takes: a start that comes late must still find it running.
      job = { ...job, command: ['work', 'care', '3', '3'] };
      const kinds = (await Promise.all([1, 2, 3].map(() => startJob(host, job)))).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['adopted', 'adopted', 'started']);
      expect(await awaitJob(host, job)).toEqual({ kind: 'ended', exitCode: 3 });
      expect(await runs()).toBe(1);
    });

    test('that has ended is not run again for the same key', async () => {
      await startJob(host, job);
      await awaitJob(host, job);
      expect(await startJob(host, job)).toEqual({ kind: 'finished', exitCode: 3 });
      expect(await runs()).toBe(1);
    });

    test('of another key that has ended is never read: the command runs', async () => {
      await startJob(host, job);
      await awaitJob(host, job);
      const next = { ...job, key: 'run-2', command: ['work', 'more', '0', '0'] as const };
      expect(await startJob(host, next)).toEqual({ kind: 'started' });
      expect(await awaitJob(host, next)).toEqual({ kind: 'ended', exitCode: 0 });
    });

    test('that runs for another key is adopted when it is the same command, else refused', async () => {
      job = { ...job, command: ['work', 'care', '1.5', '3'] };
      await startJob(host, job);
      const other = { ...job, key: 'run-2', command: ['work', 'otherwise', '0', '0'] as const };
      await expect(startJob(host, other)).rejects.toMatchObject({ code: 'E_JOB_BUSY' });
      expect(await startJob(host, { ...job, key: 'run-2' })).toEqual({ kind: 'adopted' });
      expect(await awaitJob(host, { ...job, key: 'run-2' })).toEqual({ kind: 'ended', exitCode: 3 });
      expect(await runs()).toBe(1);
    });

    test('can be stopped with its children, twice', async () => {
      const long = { ...job, command: ['work', 'long', LONG[0], '0'] as const };
      await startJob(host, long);
      await stopJob(host, long);
      await stopJob(host, long);
      expect(await jobState(host, job.directory)).toMatchObject({ running: false });
      expect(await processesWith(`sleep\x00${LONG[0]}`)).toEqual([]);
    });

    test('that is stopped may clean up first, and holds its directory until it has', async () => {
      await home.program(
        'tidy',
        `trap 'sleep 0.5; echo tidied; exit 9' TERM; echo ready; while :; do sleep 0.05; done`,
      );
      const tidy = { ...job, command: ['tidy'] as const };
      await startJob(host, tidy);
      await until(async () => (await jobOutput(host, job)).includes('ready'));
      await stopJob(host, tidy);
      expect(await jobOutput(host, job)).toMatch(/\ntidied\n$/);
      expect(await awaitJob(host, tidy)).toEqual({ kind: 'ended', exitCode: 9 });
    });

    test('that ignores the request to stop is killed', async () => {
      await home.program('deaf', `trap '' TERM; echo ready; while :; do sleep 0.05; done`);
      const deaf = { ...job, command: ['deaf'] as const };
      await startJob(host, deaf);
      await until(async () => (await jobOutput(host, job)).includes('ready'));
      await stopJob(host, deaf, 1);
      expect(await jobState(host, job.directory)).toMatchObject({ running: false });
      expect(await awaitJob(host, deaf)).toEqual({ kind: 'lost' });
    });

    test('keeps its directory while the command lives, also when its wrapper is asked to end', async () => {
      const long = { ...job, command: ['work', 'long', LONG[2], '0'] as const };
      await startJob(host, long);
      const { pid } = (await jobState(host, job.directory))!;
      process.kill(pid!, 'SIGTERM');
      const other = { ...job, key: 'run-2', command: ['work', 'other', '0', '0'] as const };
      await expect(startJob(host, other)).rejects.toMatchObject({ code: 'E_JOB_BUSY' });
      await stopJob(host, long);
      expect(await processesWith(`sleep\x00${LONG[2]}`)).toEqual([]);
    });

    test('runs once, wherever in its start the starter is killed', async () => {
      for (const file of ['lock', 'key', 'command', 'pid']) {
        await writeFile(join(home.directory, 'runs'), '');
        const at = { ...job, directory: `${home.directory}/jobs/killed-at-${file}` };
        const starter = spawn('bash', ['-c', startScript(at, at.command, shown(at.command))], {
          env: { ...process.env, PATH: `${home.directory}/app/bin:${process.env['PATH'] ?? ''}` },
          stdio: ['pipe', 'ignore', 'ignore'],
          detached: true,
        });
        starter.stdin.end('\n');
        await until(() => Promise.resolve(existsSync(join(at.directory, file))));
        killGroup(starter.pid!);
        expect(['started', 'adopted', 'finished']).toContain((await startJob(host, at)).kind);
        expect(await awaitJob(host, at)).toEqual({ kind: 'ended', exitCode: 3 });
        expect(await runs()).toBe(1);
      }
    });

    test('tells when it began', async () => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      await startJob(host, job);
      const { beganAt } = (await jobState(host, job.directory))!;
      expect(beganAt).toBeGreaterThanOrEqual(before);
      expect(beganAt).toBeLessThanOrEqual(Date.now());
      await awaitJob(host, job);
    });

    test('can be waited for in vain: who gives up leaves it running', async () => {
      const long = { ...job, command: ['work', 'long', LONG[3], '0'] as const };
      await startJob(host, long);
      const gaveUp = new Error('gave up');
      await expect(awaitJob(host, long, { signal: abortedLater(gaveUp) })).rejects.toBe(gaveUp);
      expect(await jobState(host, job.directory)).toMatchObject({ running: true });
      await stopJob(host, long);
    });

    test('whose wrapper was killed is lost, not finished', async () => {
      const long = { ...job, command: ['work', 'long', LONG[1], '0'] as const };
      await startJob(host, long);
      const waiting = awaitJob(host, long);
      const { pid } = (await jobState(host, job.directory))!;
      process.kill(-pid!, 'SIGKILL');
      expect(await waiting).toEqual({ kind: 'lost' });
      expect(await startJob(host, long)).toEqual({ kind: 'lost' });
    });

    test('gets its secret without showing it anywhere', async () => {
      const secret = new Secret('job-s3cret');
      await home.program(
        'quiet',
        `cat /proc/$PPID/cmdline /proc/$PPID/environ | tr '\\0' '\\n' | grep -c s3cret; echo "\${#1}"`,
      );
      const secretive = { ...job, command: ['quiet', { prefix: '', secret }] as const };
      await startJob(host, secretive);
      await awaitJob(host, secretive);
      expect(await jobOutput(host, job)).toBe('0\n10\n');
      for (const name of await readdir(job.directory)) {
        expect(await readFile(join(job.directory, name), 'utf8')).not.toContain('s3cret');
      }
    });

    test('leaves its files to its owner alone', async () => {
      await startJob(host, job);
      await awaitJob(host, job);
      for (const name of await readdir(job.directory)) {
        expect((await stat(join(job.directory, name))).mode & 0o077).toBe(0);
      }
    });
  });
};

/** Becomes true sooner or later; the test's own time limit is the only one. */
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It was quicker: then it has done its work, and what follows must hold all the same.
  }
};

const abortedLater = (reason: Error): AbortSignal => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 200);
  return controller.signal;
};
