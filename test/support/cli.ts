import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { ERRORS, type ErrorCode } from '../../domain/errors.js';

/** The built command line, as a user runs it: a process of its own. */
const MAIN = fileURLToPath(new URL('../../dist/client/main.js', import.meta.url));
const GS_SDR = fileURLToPath(new URL('../../dist/client/gs-sdr/main.js', import.meta.url));

export interface Ended {
  readonly exit: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line that runs. */
export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves with the output so far (of both streams) when that matches. @throws when it ends without */
  said(pattern: RegExp): Promise<string>;
  write(text: string): void;
  /** Closes its standard input. */
  close(): void;
  signal(signal: NodeJS.Signals): void;
}

export interface CliOptions {
  /** Where Temporal is; by default nowhere: a command that asks it fails. Empty: the environment or a profile says it. */
  readonly temporal?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** No port that anybody listens on. */
export const NOWHERE = '127.0.0.1:1';

const environment = ({ temporal = NOWHERE, env = {} }: CliOptions): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  ...(temporal !== '' && { TEMPORAL_ADDRESS: temporal }),
  ...env,
});

/** Runs the command line to its end, without a terminal. */
export const sdr = async (args: readonly string[], options: CliOptions = {}): Promise<Ended> => {
  const running = sdrRunning(args, options);
  if (options.input !== undefined) running.write(options.input);
  running.close();
  return running.ended;
};

export const sdrRunning = (args: readonly string[], options: CliOptions = {}): Running =>
  watched(spawn(process.execPath, [MAIN, ...args], { env: environment(options) }));

/** The original's command line, served by this project. */
export const gsSdr = async (args: readonly string[], options: CliOptions = {}): Promise<Ended> => {
  const running = gsSdrRunning(args, options);
  running.close();
  return running.ended;
};

export const gsSdrRunning = (args: readonly string[], options: CliOptions = {}): Running =>
  watched(spawn(process.execPath, [GS_SDR, ...args], { env: environment(options) }));

/** The same on a terminal: what is written is typed, and both streams come back as one. */
export const sdrOnTerminal = (args: readonly string[], options: CliOptions = {}): Running => {
  const command = `stty rows 50 columns 120; exec ${[process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ')}`;
  const env = { ...environment(options), TERM: 'xterm', SHELL: '/bin/sh' };
  return watched(spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], { env }));
};

/** Runs a shell's pipeline in which `sdr` and `gs_sdr` are the command lines. */
export const inShell = async (line: string, options: CliOptions = {}): Promise<Ended> => {
  const script = `sdr() { '${process.execPath}' '${MAIN}' "$@"; }
gs_sdr() { '${process.execPath}' '${GS_SDR}' "$@"; }
set -o pipefail
${line}`;
  const running = watched(spawn('bash', ['-c', script], { env: environment(options) }));
  running.close();
  return running.ended;
};

/** An interactive bash on a terminal, in whose PATH `sdr` is the command line. */
export const bashOnTerminal = async (options: CliOptions = {}): Promise<Running & { remove(): Promise<void> }> => {
  const directory = await mkdtemp(join(tmpdir(), 'sdr-bash-'));
  const program = `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`;
  await writeFile(join(directory, 'sdr'), program, { mode: 0o755 });
  const own = environment(options);
  const env = { ...own, PATH: `${directory}:${own['PATH'] ?? ''}`, TERM: 'dumb', SHELL: '/bin/sh', PS1: '$ ' };
  const command = 'exec bash --norc --noprofile -i';
  const shell = watched(
    spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], { env }),
  );
  return { ...shell, remove: () => rm(directory, { recursive: true }) };
};

const watched = (child: ChildProcessWithoutNullStreams): Running => {
  const text = { stdout: '', stderr: '' };
  let changed: () => void = () => undefined;
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
      changed();
    });
  }
  // Who exits before it has read everything is none of the tests' faults.
  child.stdin.on('error', () => undefined);
  const ended = (once(child, 'close') as Promise<[number | null, NodeJS.Signals]>).then(
    ([code, signal]: [number | null, NodeJS.Signals]): Ended => ({ exit: code ?? signal, ...text }),
  );
  return {
    pid: child.pid ?? 0,
    ended,
    said: async (pattern) => {
      const over = ended.then(() => 'over' as const);
      while (!pattern.test(text.stdout + text.stderr)) {
        const more = new Promise<'more'>((resolve) => (changed = () => resolve('more')));
        if ((await Promise.race([more, over])) === 'over')
          throw new Error(`it ended without ${String(pattern)}:\n${text.stdout}${text.stderr}`);
      }
      return text.stdout + text.stderr;
    },
    write: (input) => void child.stdin.write(input),
    close: () => void child.stdin.end(),
    signal: (signal) => void child.kill(signal),
  };
};

/** What every refusal has: the catalogue's exit status, its code and hint on stderr, the finding, nothing on stdout. */
export const expectRefusal = ({ exit, stdout, stderr }: Ended, code: ErrorCode, finding: string | RegExp): void => {
  expect({ exit, stdout, stderr }).toEqual({
    exit: ERRORS[code].exit,
    stdout: '',
    stderr: expect.stringContaining(`sdr: [${code}] `),
  });
  expect(stderr).toMatch(finding);
  expect(stderr.endsWith(`\nhint: ${ERRORS[code].hint}\n`)).toBe(true);
};
