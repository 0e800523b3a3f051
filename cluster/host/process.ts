import { once } from 'node:events';
import { execa } from 'execa';
import { BoundedText } from './bounded-text.js';
import type { RunOptions } from './host.js';

/** How a local process ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed out' | 'cancelled'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not found' };

export interface ProcessOptions extends RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Called before the process is killed for a time limit or an abort. */
  readonly beforeKill?: (soFar: string) => Promise<void>;
  /** `group`: all of the process's children die with it. `process`: only itself. */
  readonly kill: 'group' | 'process';
}

/** How a host has its commands run: by this process itself, or by a launcher. */
export type Launch = typeof runProcess;

/** After SIGTERM a process has this long before SIGKILL. */
const GRACE_MS = 2_000;
/** A daemon that a command left behind may hold its output open: what arrives this long after its exit still counts. */
const OUTPUT_GRACE_MS = 500;

/**
 * Runs a program to its end, in a process group of its own, with bounded output.
 * `cleanup: false`: otherwise the library kills this whole process on SIGTERM as long as a child runs.
 */
export const runProcess = async (
  program: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessEnd> => {
  if (options.signal?.aborted) return { kind: 'cancelled', stdout: '', stderr: '' };
  const child = execa(program, args, {
    ...(options.environment && { env: options.environment, extendEnv: false }),
    input: options.stdin ?? '',
    buffer: false,
    reject: false,
    cleanup: false,
    detached: true,
  });
  child.catch(() => undefined);
  if (child.pid === undefined) return { kind: 'not found' };
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const stopped = stopWhen(options, exit, async () => {
    await options.beforeKill?.(stdout.text.toString());
    await killAll(child.pid ?? 0, options.kill, exit);
  });
  const [code, signal] = await exit;
  await Promise.race([Promise.all([stdout.ended, stderr.ended]), after(OUTPUT_GRACE_MS)]);
  child.stdout.destroy();
  child.stderr.destroy();
  // Children that the kill has still to reach must be gone when the caller hears of it.
  await stopped.done();
  const said = { stdout: stdout.text.toString(), stderr: stderr.text.toString() };
  const why = stopped.why();
  if (why !== undefined) return { kind: why, ...said };
  return { kind: 'exited', exitCode: code ?? exitOfSignal(signal), ...said };
};

/** Watches time limit and abort signal until the process has exited. */
const stopWhen = (options: ProcessOptions, exit: Promise<unknown>, stop: () => Promise<void>) => {
  let reason: 'timed out' | 'cancelled' | undefined;
  let stopping: Promise<void> | undefined;
  const because = (why: 'timed out' | 'cancelled') => () => {
    reason ??= why;
    stopping ??= stop();
  };
  const timer = setTimeout(because('timed out'), options.timeoutMs);
  const aborted = because('cancelled');
  options.signal?.addEventListener('abort', aborted, { once: true });
  const settled = (): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', aborted);
  };
  exit.then(settled, settled);
  return { why: () => reason, done: () => stopping };
};

const killAll = async (pid: number, kill: ProcessOptions['kill'], exit: Promise<unknown>): Promise<void> => {
  const target = kill === 'group' ? -pid : pid;
  signalTo(target, 'SIGTERM');
  await Promise.race([exit, after(GRACE_MS)]);
  // Children that ignored SIGTERM may outlive the leader.
  if (kill === 'group') await after(50);
  signalTo(target, 'SIGKILL');
};

const signalTo = (target: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(target, signal);
  } catch {
    // Already gone.
  }
};

const collect = (stream: NodeJS.ReadableStream) => {
  const text = new BoundedText();
  stream.on('data', (chunk: Buffer) => text.add(chunk));
  const ended = new Promise<void>((resolve) => {
    stream.once('end', resolve);
    stream.once('error', () => resolve());
    stream.once('close', resolve);
  });
  return { text, ended };
};

const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });

/** As a shell reports it. */
const exitOfSignal = (signal: NodeJS.Signals | null): number =>
  signal === 'SIGKILL' ? 137 : signal === 'SIGTERM' ? 143 : 128;
