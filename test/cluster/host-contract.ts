import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Host, RunResult } from '../../cluster/host/host.js';
import { awaitJob, jobOutput, jobState, startJob, stopJob, type Job } from '../../cluster/host/job.js';
import { startScript } from '../../cluster/host/job-script.js';
import { Secret, shown, type Command } from '../../cluster/host/secret.js';
import { fakeHome, type FakeHome } from '../support/fake-cluster-home.js';

export interface HostFixture {
  readonly host: Host;
  close(): Promise<void>;
}

const LIMIT = { timeoutMs: 20_000 };

/** What every host promises, whatever carries its commands. */
export const hostContract = (open: (home: FakeHome) => Promise<HostFixture>): void => {
  let home: FakeHome;
  let fixture: HostFixture;
  let host: Host;
  beforeAll(async () => {
    home = await fakeHome();
    fixture = await open(home);
    host = fixture.host;
  });
  afterAll(async () => {
    await fixture.close();
    await home.remove();
  });

  const run = (...command: Command): Promise<RunResult> => host.run(command, LIMIT);
  const stdoutOf = async (...command: Command): Promise<string> => {
    const result = await run(...command);
    if (result.kind !== 'exited') throw new Error(JSON.stringify(result));
    return result.stdout;
  };

  describe('the environment', () => {
    test('is the one that the cluster’s environment file gives, whatever the profiles print', async () => {
      expect(await host.environment()).toMatchObject({
        mpprc: home.mpprc,
        gaussHome: `${home.directory}/app`,
        pgHost: `${home.directory}/tmp`,
      });
    });

    test('is what a command sees', async () => {
      expect(await stdoutOf('sh', '-c', 'echo "$PGHOST"')).toBe(`${home.directory}/tmp\n`);
    });
  });

  describe('a command', () => {
    test('gives back output, error output and exit status', async () => {
      const result = await run('sh', '-c', 'echo out; echo err >&2; exit 7');
      expect(result).toMatchObject({ kind: 'exited', exitCode: 7, stdout: 'out\n' });
      expect(result.kind === 'exited' && result.stderr).toContain('err');
    });

    test('whose own status is 255 is no broken connection', async () => {
      expect(await run('sh', '-c', 'exit 255')).toMatchObject({ kind: 'exited', exitCode: 255 });
    });

    test('that does not exist is said to be missing', async () => {
      expect(await run('no-such-tool', 'x')).toEqual({ kind: 'not found' });
    });

    test('reads what it is given on standard input, and nothing otherwise', async () => {
      expect(await host.run(['cat'], { ...LIMIT, stdin: 'line 1\nline 2' })).toMatchObject({
        stdout: 'line 1\nline 2',
      });
      expect(await stdoutOf('cat')).toBe('');
    });

    test('gets every argument unchanged, however hostile', async () => {
      await home.program('arguments', `printf '%s\\0' "$@"`);
      const hostile = fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => !text.includes('\0'));
      const nasty = fc.constantFrom(`'`, `"; rm -rf /`, '$(id)', '`id`', 'a\nb', '\\', '', ' ', '*', '~', '-n', '!x');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.oneof(nasty, hostile), { maxLength: 5 }), async (args) => {
          expect(await stdoutOf('arguments', 'first', ...args)).toBe(
            ['first', ...args].map((arg) => `${arg}\0`).join(''),
          );
        }),
        { numRuns: 30 },
      );
    });

    test('that overruns its time is killed with all its children', async () => {
      const mark = `4${process.pid}${Date.now() % 10_000}`;
      const result = await host.run(['sh', '-c', `sleep ${mark} & sleep ${mark}`], { timeoutMs: 700 });
      expect(result.kind).toBe('timed out');
      expect(await processesWith(`sleep\x00${mark}`)).toEqual([]);
    });

    test('that is cancelled is killed too', async () => {
      const mark = `5${process.pid}${Date.now() % 10_000}`;
      const controller = new AbortController();
      const flag = join(home.directory, 'running');
      const running = host.run(['sh', '-c', `touch ${flag}; sleep ${mark}`], { ...LIMIT, signal: controller.signal });
      while (!existsSync(flag)) await new Promise((resolve) => setTimeout(resolve, 20));
      controller.abort();
      expect((await running).kind).toBe('cancelled');
      expect(await processesWith(`sleep\x00${mark}`)).toEqual([]);
    });

    test('that prints 50 MB neither fills memory nor loses its beginning and end', async () => {
      const result = await run('sh', '-c', 'echo begin; head -c 50000000 /dev/zero | tr "\\0" x; echo; echo end');
      const { stdout } = result as Extract<RunResult, { kind: 'exited' }>;
      expect(stdout.length).toBeLessThan(3_000_000);
      expect(stdout).toMatch(/^begin\nx+\n… \d+ bytes left out …\n/);
      expect(stdout).toMatch(/x\nend\n$/);
    });

    test('that leaves a daemon with its output open does not hold the caller', async () => {
      expect(await stdoutOf('sh', '-c', 'sleep 3 & echo started')).toBe('started\n');
    });
  });

  describe('a secret', () => {
    const secret = new Secret('s3cret-$(id)');

    test('reaches the command, behind its prefix', async () => {
      await home.program('tool', 'echo "$1"');
      expect(await stdoutOf('tool', { prefix: 'user|', secret })).toBe('user|s3cret-$(id)\n');
    });

    test('and standard input reach the command together', async () => {
      await home.program('both', 'echo "$1"; cat');
      const result = await host.run(['both', { prefix: '', secret }], { ...LIMIT, stdin: 'select 1;' });
      expect(result).toMatchObject({ stdout: 's3cret-$(id)\nselect 1;' });
    });

    test('stands in the argument vector of the tool and of nothing else', async () => {
      await home.program(
        'hold',
        `grep -lsa 's3cret' /proc/[0-9]*/cmdline | while read f; do tr '\\0' ' ' <"$f" 2>/dev/null; echo; done`,
      );
      const seen = (await stdoutOf('hold', { prefix: '', secret }))
        .split('\n')
        .filter((line) => line.includes('s3cret'));
      expect(seen).not.toEqual([]);
      // The tool, and the part of its own pipe that bash forks for it.
      for (const line of seen) expect(line).toMatch(/^\/bin\/bash \S+\/hold s3cret-/);
    });
  });

  describe('a file', () => {
    test('that is not there is undefined, not an error', async () => {
      expect(await host.readFile(`${home.directory}/absent`)).toBeUndefined();
      expect(await host.list(`${home.directory}/absent`)).toBeUndefined();
    });

    test('comes back byte by byte', async () => {
      const bytes = Buffer.from(Array.from({ length: 512 }, (_, i) => i % 256));
      const path = `${home.directory}/it's a "file"`;
      await host.writeFile(path, bytes, 0o600);
      expect(await host.readFile(path)).toEqual(bytes);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      await host.remove(path);
      expect(existsSync(path)).toBe(false);
    });

    test('is replaced as a whole: nobody sees half of it, and no other file is left', async () => {
      const path = `${home.directory}/replaced`;
      const texts = ['a'.repeat(200_000), 'b'.repeat(200_000)];
      await host.writeFile(path, texts[0]!, 0o644);
      const seen = new Set<string>();
      const written = new AbortController();
      const reader = (async () => {
        while (!written.signal.aborted) seen.add(await readFile(path, 'utf8'));
      })();
      for (let i = 0; i < 5; i++) await host.writeFile(path, texts[(i + 1) % 2]!, 0o644);
      written.abort();
      await reader;
      expect([...seen].every((text) => texts.includes(text))).toBe(true);
      expect((await readdir(home.directory)).filter((name) => name.includes('tmp.') || name.endsWith('.tmp'))).toEqual(
        [],
      );
    });

    test('that cannot be read is an error, and not an absent one', async () => {
      await expect(host.readFile(home.directory)).rejects.toMatchObject({
        code: 'E_COMMAND_FAILED',
        where: { node: host.address },
      });
    });

    test('whose place is a directory is an error, and nothing is left beside it', async () => {
      const path = `${home.directory}/occupied/place`;
      await host.makeDirectory(path, 0o700);
      await expect(host.writeFile(path, 'x', 0o600)).rejects.toMatchObject({ code: 'E_FILE_NOT_WRITTEN' });
      expect(await host.list(`${home.directory}/occupied`)).toEqual(['place']);
      expect(await host.list(path)).toEqual([]);
    });

    test('that cannot be written is an error with the node’s name', async () => {
      await expect(host.writeFile('/proc/no/where', 'x', 0o600)).rejects.toMatchObject({
        code: 'E_FILE_NOT_WRITTEN',
        where: { node: host.address },
      });
    });

    test('stands in a directory that can be made and listed', async () => {
      await host.makeDirectory(`${home.directory}/d/e`, 0o700);
      await host.writeFile(`${home.directory}/d/e/b`, '', 0o600);
      await host.writeFile(`${home.directory}/d/e/a`, '', 0o600);
      expect(await host.list(`${home.directory}/d/e`)).toEqual(['a', 'b']);
      expect((await stat(`${home.directory}/d/e`)).mode & 0o777).toBe(0o700);
    });
  });

  describe('a job', () => {
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
      const long = { ...job, command: ['work', 'long', '300', '0'] as const };
      await startJob(host, long);
      await stopJob(host, long);
      await stopJob(host, long);
      expect(await jobState(host, job.directory)).toMatchObject({ running: false });
      expect(await processesWith(`sleep\x00300`)).toEqual([]);
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
      const long = { ...job, command: ['work', 'long', '302', '0'] as const };
      await startJob(host, long);
      const { pid } = (await jobState(host, job.directory))!;
      process.kill(pid!, 'SIGTERM');
      const other = { ...job, key: 'run-2', command: ['work', 'other', '0', '0'] as const };
      await expect(startJob(host, other)).rejects.toMatchObject({ code: 'E_JOB_BUSY' });
      await stopJob(host, long);
      expect(await processesWith(`sleep\x00302`)).toEqual([]);
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
      const long = { ...job, command: ['work', 'long', '303', '0'] as const };
      await startJob(host, long);
      const gaveUp = new Error('gave up');
      await expect(awaitJob(host, long, { signal: abortedLater(gaveUp) })).rejects.toBe(gaveUp);
      expect(await jobState(host, job.directory)).toMatchObject({ running: true });
      await stopJob(host, long);
    });

    test('whose wrapper was killed is lost, not finished', async () => {
      const long = { ...job, command: ['work', 'long', '301', '0'] as const };
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

/** Processes whose argument vector contains the text. */
const processesWith = async (text: string): Promise<string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(text));
};
