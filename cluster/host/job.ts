import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../../domain/errors.js';
import { notUnderstood, runOk } from './failure.js';
import type { Host } from './host.js';
import {
  START_ANSWERS,
  awaitScript,
  startScript,
  stateScript,
  stopScript,
  type JobFiles,
  type StartAnswer,
} from './job-script.js';
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
  /** When the command began, by the node's own clock; milliseconds since the epoch, to the second. */
  readonly beganAt?: number;
  readonly exitCode?: number;
}

/**
 * A host that has jobs otherwise than by the scripts of job-script.ts: one that only notes what would be started. What it
 * starts has ended, so nobody waits for it or stops it.
 */
export interface JobHost extends Host {
  readonly jobs: {
    start(job: Job): Promise<JobStart>;
    state(directory: string): Promise<JobState | undefined>;
    output(directory: string): Promise<string>;
  };
}

const hasJobs = (host: Host): host is JobHost => 'jobs' in host;

const START_LIMIT_MS = 60_000;
const LOOK_LIMIT_MS = 60_000;
const STOP_GRACE_S = 10;
/** A wait is renewed this often, so that nothing depends on one connection of days. */
const WAIT_SLICE_S = 3_600;
/** A node that cannot be reached is asked again after a second, then less and less often. */
const LONGEST_PAUSE_MS = 15_000;

/**
 * Without `--norc` bash takes a standard input that is a socket, which is what Node gives it, for a remote login and reads
 * ~/.bashrc, unless another shell stands above it (a service manager is none): what that prints is no answer.
 */
const inShell = (script: string): Command => ['bash', '--norc', '-c', script];

/**
 * Starts the job, or says how far it is; safe to call any number of times, also by several workers at once.
 * A result that another key left behind is never read.
 * @throws SdrError E_JOB_BUSY when another command holds the directory
 */
export const startJob = async (host: Host, job: Job): Promise<JobStart> => {
  if (hasJobs(host)) return host.jobs.start(job);
  const command = inShell(startScript(job, job.command, shown(job.command)));
  const secret = secretOf(job.command);
  const { stdout } = await runOk(host, command, { timeoutMs: START_LIMIT_MS, stdin: `${secret?.reveal() ?? ''}\n` });
  const [first = '', ...rest] = stdout.trim().split(' ');
  const word: StartAnswer | undefined = START_ANSWERS.find((answer) => answer === first);
  switch (word) {
    case 'started':
    case 'adopted':
    case 'lost':
      return { kind: word };
    case 'finished':
      return { kind: 'finished', exitCode: Number(rest[0]) };
    case 'busy':
      throw new SdrError('E_JOB_BUSY', `${job.directory} is held by ${rest.join(' ')}`, { node: host.address });
    case undefined:
      throw notUnderstood(host, ['bash', '-c', `start ${job.directory}`], stdout);
  }
};

export interface Waiting {
  /** Aborting ends the wait; the job goes on. */
  readonly signal?: AbortSignal;
  /**
   * Told each time the node cannot be reached; the wait then goes on, for as long as the signal allows. Without it the
   * wait ends with E_NODE_UNREACHABLE.
   */
  readonly onUnreachable?: (why: string) => void;
}

/**
 * Waits for the end of the job: it blocks on the job's lock, so that the end is noticed at once.
 * @throws SdrError E_NODE_UNREACHABLE when the connection breaks and nobody listens to `onUnreachable`: call again;
 * the signal's reason when aborted
 */
export const awaitJob = async (host: Host, job: JobFiles, waiting: Waiting | AbortSignal = {}): Promise<JobEnd> => {
  const { signal, onUnreachable }: Waiting = waiting instanceof AbortSignal ? { signal: waiting } : waiting;
  for (let failures = 0; ;) {
    const result = await host.run(inShell(awaitScript(job, WAIT_SLICE_S)), {
      timeoutMs: WAIT_SLICE_S * 1000 + LOOK_LIMIT_MS,
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    if (result.kind === 'exited') {
      failures = 0;
      const end = endOf(parseState(result.stdout), job);
      if (end !== undefined) return end;
    } else {
      const why = `waiting for ${job.directory}: ${result.kind === 'unreachable' ? result.why : result.kind}`;
      if (onUnreachable === undefined) throw new SdrError('E_NODE_UNREACHABLE', why, { node: host.address });
      onUnreachable(why);
      await setTimeout(Math.min(1000 * 2 ** failures++, LONGEST_PAUSE_MS), undefined, { ...(signal && { signal }) });
    }
  }
};

/** Nothing while it runs. A directory that another key has taken over tells nothing about this job any more. */
const endOf = (state: JobState | undefined, job: JobFiles): JobEnd | undefined => {
  if (state === undefined || state.key !== job.key) return { kind: 'lost' };
  if (state.running) return undefined;
  return state.exitCode === undefined ? { kind: 'lost' } : { kind: 'ended', exitCode: state.exitCode };
};

/** What the directory says, or nothing when no job was ever started there. */
export const jobState = async (host: Host, directory: string): Promise<JobState | undefined> => {
  if (hasJobs(host)) return host.jobs.state(directory);
  const { stdout } = await runOk(host, inShell(stateScript(directory)), { timeoutMs: LOOK_LIMIT_MS });
  return parseState(stdout);
};

/**
 * Ends the job with all its children: TERM, and KILL for what is left after the grace. Safe when it has ended, or belongs to
 * another key: then nothing is touched.
 * @throws SdrError E_COMMAND_FAILED when it runs on all the same
 */
export const stopJob = async (host: Host, job: JobFiles, graceSeconds = STOP_GRACE_S): Promise<void> => {
  const timeoutMs = LOOK_LIMIT_MS + graceSeconds * 1000;
  const { stdout } = await runOk(host, inShell(stopScript(job, graceSeconds)), { timeoutMs });
  if (stdout.trim() !== 'held') return;
  throw new SdrError('E_COMMAND_FAILED', `the job in ${job.directory} does not end`, { node: host.address });
};

/** The last lines of what the job printed so far. */
export const jobOutput = async (
  host: Host,
  { directory }: { readonly directory: string },
  bytes = 2_000,
): Promise<string> => {
  if (hasJobs(host)) return host.jobs.output(directory);
  const result = await host.run(['tail', '-c', String(bytes), `${directory}/out`], { timeoutMs: LOOK_LIMIT_MS });
  return result.kind === 'exited' && result.exitCode === 0 ? result.stdout : '';
};

const parseState = (text: string): JobState | undefined => {
  const [key, lock, pid, beganAt, exitCode] = text.split('\n');
  if (!key || (lock !== 'held' && lock !== 'free')) return undefined;
  return {
    key,
    running: lock === 'held',
    ...(pid && { pid: Number(pid) }),
    ...(beganAt && { beganAt: Number(beganAt) * 1000 }),
    ...(exitCode && { exitCode: Number(exitCode) }),
  };
};
