import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Host, RunResult } from '../../cluster/host/host.js';
import { Secret, type Command } from '../../cluster/host/secret.js';
import { fakeHome, type FakeHome } from '../support/fake-cluster-home.js';
import { processesWith } from '../support/processes.js';
import { jobContract } from './job-contract.js';

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

    test('has tools speak English, whose words are read, whatever language the profile wants', async () => {
      const seen = await stdoutOf('sh', '-c', 'echo "$LC_MESSAGES|$LC_ALL|$LANGUAGE|$LANG"');
      expect(seen).toBe('C|||zh_CN.UTF-8\n');
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
    // Other suites look through the same machine's processes at the same time.
    const value = `s3cret-${process.pid}-$(id)`;
    const secret = new Secret(value);

    test('reaches the command, behind its prefix', async () => {
      await home.program('tool', 'echo "$1"');
      expect(await stdoutOf('tool', { prefix: 'user|', secret })).toBe(`user|${value}\n`);
    });

    test('and standard input reach the command together', async () => {
      await home.program('both', 'echo "$1"; cat');
      const result = await host.run(['both', { prefix: '', secret }], { ...LIMIT, stdin: 'select 1;' });
      expect(result).toMatchObject({ stdout: `${value}\nselect 1;` });
    });

    test('stands in the argument vector of the tool and of nothing else', async () => {
      await home.program(
        'hold',
        `grep -lsa 's3cret' /proc/[0-9]*/cmdline | while read f; do tr '\\0' ' ' <"$f" 2>/dev/null; echo; done`,
      );
      const seen = (await stdoutOf('hold', { prefix: '', secret })).split('\n').filter((line) => line.includes(value));
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

  jobContract(() => ({ home, host }));
};
