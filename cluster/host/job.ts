import { SdrError } from '../../domain/errors.js';
import { notUnderstood, runOk } from './failure.js';
import type { Host } from './host.js';
import { awaitScript, startScript, stateScript, stopScript, type JobFiles, type StartAnswer } from './job-script.js';
import { shown, type Command } from './secret.js';
import { secretOf } from './ssh-host.js';

/**
 * A long command that outlives whoever started it: it runs detached on its node and anybody who knows its directory and
 * key can wait for it, from any worker. One directory is one resource (a datanode's build): its lock keeps a second
 * command away.
 */
export type Job = JobFiles & { readonly command: Command };

export type JobStart =
  | { readonly kind: 'started' }
  /** It runs already, under this key or, started by a run that is gone, as the very same command. */
  | { readonly kind: 'adopted' }
  | { readonly kind: 'finished'; readonly exitCode: number }
  /** It was started under this key, and neither runs nor has it ended: its node went down, or it was killed. */
  | { readonly kind: 'lost' };

export type JobEnd = { readonly kind: 'ended'; readonly exitCode: number } | { readonly kind: 'lost' };

export interface JobState {
  readonly key: string;
  readonly running: boolean;
  readonly pid?: number;
  readonly exitCode?: number;
}

const START_LIMIT_MS = 60_000;
const LOOK_LIMIT_MS = 60_000;
const STOP_GRACE_S = 10;
/** A wait is renewed this often, so that nothing depends on one connection of days. */
const WAIT_SLICE_MS = 3_600_000;

const inShell = (script: string): Command => ['bash', '-c', script];

/**
 * Starts the job, or says how far it is; safe to call any number of times, also by several workers at once.
 * A result that another key left behind is never read.
 * @throws SdrError E_JOB_BUSY when another command holds the directory
 */
export const startJob = async (host: Host, job: Job): Promise<JobStart> => {
  const command = inShell(startScript(job, job.command, shown(job.command)));
  const secret = secretOf(job.command);
  const { stdout } = await runOk(host, command, { timeoutMs: START_LIMIT_MS, stdin: `${secret?.reveal() ?? ''}\n` });
  const [word = '', ...rest] = stdout.trim().split(' ');
  switch (word as StartAnswer) {
    case 'started':
    case 'adopted':
    case 'lost':
      return { kind: word as 'started' | 'adopted' | 'lost' };
    case 'finished':
      return { kind: 'finished', exitCode: Number(rest[0]) };
    case 'busy':
      throw new SdrError('E_JOB_BUSY', `${job.directory} is held by ${rest.join(' ')}`, { node: host.address });
  }
  throw notUnderstood(host, ['bash', '-c', `start ${job.directory}`], stdout);
};

/**
 * Waits for the end of the job: it blocks on the job's lock, so that the end is noticed at once.
 * @throws SdrError E_NODE_UNREACHABLE when the connection breaks: call again; the signal's reason when aborted (the job goes on)
 */
export const awaitJob = async (host: Host, job: JobFiles, signal?: AbortSignal): Promise<JobEnd> => {
  for (;;) {
    const result = await host.run(inShell(awaitScript(job)), {
      timeoutMs: WAIT_SLICE_MS,
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    if (result.kind === 'timed out') continue;
    if (result.kind !== 'exited') {
      const why = result.kind === 'unreachable' ? result.why : result.kind;
      throw new SdrError('E_NODE_UNREACHABLE', `waiting for ${job.directory}: ${why}`, { node: host.address });
    }
    const state = parseState(result.stdout);
    if (state === undefined || state.key !== job.key) return { kind: 'lost' };
    if (state.running) continue;
    return state.exitCode === undefined ? { kind: 'lost' } : { kind: 'ended', exitCode: state.exitCode };
  }
};

/** What the directory says, or nothing when no job was ever started there. */
export const jobState = async (host: Host, directory: string): Promise<JobState | undefined> => {
  const { stdout } = await runOk(host, inShell(stateScript(directory)), { timeoutMs: LOOK_LIMIT_MS });
  return parseState(stdout);
};

/** Ends the job with all its children. Safe when it has ended, or belongs to another key: then nothing is touched. */
export const stopJob = async (host: Host, job: JobFiles): Promise<void> => {
  await runOk(host, inShell(stopScript(job, STOP_GRACE_S)), { timeoutMs: LOOK_LIMIT_MS });
};

/** The last lines of what the job printed so far. */
export const jobOutput = async (
  host: Host,
  { directory }: { readonly directory: string },
  bytes = 2_000,
): Promise<string> => {
  const result = await host.run(['tail', '-c', String(bytes), `${directory}/out`], { timeoutMs: LOOK_LIMIT_MS });
  return result.kind === 'exited' && result.exitCode === 0 ? result.stdout : '';
};

const parseState = (text: string): JobState | undefined => {
  const [key, lock, pid, exitCode] = text.split('\n');
  if (!key || (lock !== 'held' && lock !== 'free')) return undefined;
  return {
    key,
    running: lock === 'held',
    ...(pid && { pid: Number(pid) }),
    ...(exitCode && { exitCode: Number(exitCode) }),
  };
};
