import { SdrError } from '../domain/errors.js';
import { commandFailed, notUnderstood, runOk, runToExit, tail, type Exited } from './host/failure.js';
import type { Host } from './host/host.js';
import { shown, type Command, type Secret } from './host/secret.js';

/** `gs_ctl`: one datanode, on its own node. Its exit status alone proves little; what it says is read. */
const SHORT_LIMIT_MS = 120_000;
/** The tool itself waits two minutes for a connection that nobody answers. */
const COPY_LIMIT_MS = 180_000;
/** How long a build waits for the next bytes, in seconds: the original's value. */
const BUILD_REACH_S = 7200;

export interface Login {
  readonly user: string;
  readonly password: Secret;
}

/** The full copy from the primary cluster. The datanode stays down afterwards (`-q`). */
export const mainStandbyBuild = (directory: string, { user, password }: Login, limitSeconds: number): Command => [
  'gs_ctl',
  ...['build', '-D', directory, '-M', 'hadr_main_standby', '-r', String(BUILD_REACH_S), '-q'],
  ...['-Q', 'force_copy_from_local', '-U', user, '-P', { prefix: '', secret: password }],
  ...['-t', String(limitSeconds)],
];

/** The full copy from a standby of the own cluster; the datanode is started afterwards. */
export const cascadeStandbyBuild = (directory: string, limitSeconds: number): Command => [
  'gs_ctl',
  ...['build', '-D', directory, '-M', 'cascade_standby', '-b', 'standby_full', '-r', String(BUILD_REACH_S)],
  ...['-t', String(limitSeconds)],
];

/** What `gs_ctl querybuild` says. `completed` is also what it says when no build was ever started. */
export interface BuildState {
  readonly kind: 'building' | 'completed' | 'failed' | 'other';
  /** db_state as printed. */
  readonly dbState: string;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
  /** 0–100. */
  readonly percent?: number;
  readonly mode?: string;
}

/**
 * The tool's last word on a build: one that falls back from an incremental to a full copy says in between that the first
 * one failed (`inc build failed, change to full build.`), and ends with `auto build build completed(D).`, or with
 * `dn incremental build completed.` (openGauss, pg_ctl.cpp). Without a word nothing was built, whatever the exit status.
 */
export const saysBuilt = (said: string): boolean =>
  [...said.matchAll(/build (?:completed|failed)/g)].at(-1)?.[0] === 'build completed';

export const queryBuild = async (host: Host, directory: string, signal?: AbortSignal): Promise<BuildState> => {
  const command: Command = ['gs_ctl', 'querybuild', '-D', directory];
  const { stdout } = await runOk(host, command, limit(SHORT_LIMIT_MS, signal));
  return parseBuildState(stdout) ?? notRead(host, command, stdout);
};

/** A running datanode as `gs_ctl query` prints it; what it does not print is undefined. */
export interface LocalState {
  /** `Main Standby`; of one that does not take connections yet it may be another than it will have (openGauss, pg_ctl.cpp). */
  readonly role?: string;
  /** `Normal`, `Starting`. */
  readonly dbState?: string;
}

export const localState = async (host: Host, directory: string, signal?: AbortSignal): Promise<LocalState> => {
  const { stdout } = await runToExit(host, ['gs_ctl', 'query', '-D', directory], limit(SHORT_LIMIT_MS, signal));
  const field = (name: string): string | undefined =>
    new RegExp(String.raw`^\s*${name}\s*:\s*(.*?)\s*$`, 'm').exec(stdout)?.[1];
  const [role, dbState] = [field('local_role'), field('db_state')];
  return { ...(role !== undefined && { role }), ...(dbState !== undefined && { dbState }) };
};

export type StandbyMode = 'hadr_main_standby' | 'cascade_standby' | 'standby' | 'pending' | 'primary';

/**
 * Starts a datanode in a mode.
 * @returns `already running`: the mode was then not changed; `still starting`: the tool's own wait (60 s unless given) ran out
 * @throws SdrError E_COMMAND_FAILED when the server did not start
 */
export const startDatanode = async (
  host: Host,
  directory: string,
  mode: StandbyMode,
  signal?: AbortSignal,
  seconds?: number,
): Promise<'started' | 'already running' | 'still starting'> => {
  const wait = seconds === undefined ? [] : ['-t', String(seconds)];
  const command: Command = ['gs_ctl', 'start', '-D', directory, '-M', mode, ...wait];
  const timeoutMs = SHORT_LIMIT_MS + (seconds ?? 0) * 1000;
  const result = await runToExit(host, command, limit(timeoutMs, signal));
  const said = `${result.stdout}\n${result.stderr}`;
  if (/another server might be running/.test(said)) return 'already running';
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  if (/server started/.test(said)) return 'started';
  if (/server is still starting up/.test(said)) return 'still starting';
  throw notUnderstood(host, command, said);
};

/**
 * Makes a pending datanode the primary of a term.
 * @returns `not pending` when it is something else already: the tool refuses the second call
 * @throws SdrError E_COMMAND_FAILED
 */
export const notifyPrimary = async (
  host: Host,
  directory: string,
  term: number,
  seconds: number,
  signal?: AbortSignal,
): Promise<'primary' | 'not pending'> => {
  const command: Command = [
    'gs_ctl',
    ...['notify', '-D', directory, '-M', 'primary', '-T', String(term), '-t', String(seconds)],
  ];
  const result = await runToExit(host, command, limit(SHORT_LIMIT_MS + seconds * 1000, signal));
  if (/only support notify server in pending mode/.test(`${result.stdout}\n${result.stderr}`)) return 'not pending';
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  if (/mode change to Primary/.test(result.stdout)) return 'primary';
  throw notUnderstood(host, command, result.stdout);
};

/** Stops one datanode at once. Not running: fine. */
export const stopDatanode = async (host: Host, directory: string, signal?: AbortSignal): Promise<void> => {
  const command: Command = ['gs_ctl', 'stop', '-D', directory, '-m', 'immediate'];
  const result = await runToExit(host, command, limit(SHORT_LIMIT_MS, signal));
  believeWhen(/server stopped/, host, command, result);
};

/** Has a datanode read its files again. Not running: it reads them when it starts. */
export const reloadDatanode = async (host: Host, directory: string, signal?: AbortSignal): Promise<void> => {
  const command: Command = ['gs_ctl', 'reload', '-D', directory];
  const result = await runToExit(host, command, limit(SHORT_LIMIT_MS, signal));
  believeWhen(/server signaled/, host, command, result);
};

/** Without its file of the process id, and with one of a process that was killed, as CM stops a node at once. */
const NOT_RUNNING = /does not exist|Is server running\?|No such process|killing gaussdb by force/;

/** Not running is fine; anything else must be said to be done, whatever the exit status. */
const believeWhen = (done: RegExp, host: Host, command: Command, result: Exited): void => {
  const said = `${result.stdout}\n${result.stderr}`;
  if (NOT_RUNNING.test(said)) return;
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  if (!done.test(said)) throw notUnderstood(host, command, said);
};

export interface KeyFileSource extends Login {
  readonly directory: string;
  readonly localIp: string;
  readonly localPort: number;
  readonly remoteIp: string;
  readonly remotePort: number;
}

export type Copying = { readonly kind: 'copied' } | { readonly kind: 'not yet'; readonly said: string };

/**
 * Fetches gs_secure_files from a datanode of the other cluster into the own data directory; works on a running server.
 * @returns `not yet` with what the tool said while the other side has nothing to give: that is normal
 */
export const copySecureFiles = async (host: Host, source: KeyFileSource, signal?: AbortSignal): Promise<Copying> => {
  const { directory, user, password, localIp, localPort, remoteIp, remotePort } = source;
  const link = `localhost=${localIp} localport=${localPort} remotehost=${remoteIp} remoteport=${remotePort}`;
  const command: Command = [
    'gs_ctl',
    ...['build', '-D', directory, '-M', 'standby', '-b', 'copy_secure_files', '-U', user],
    ...['-P', { prefix: '', secret: password }, '-C', link],
  ];
  try {
    return copied(command, await runToExit(host, command, limit(COPY_LIMIT_MS, signal)));
  } catch (error) {
    // That node does not answer; another one may.
    if (!(error instanceof SdrError) || error.code !== 'E_COMMAND_TIMED_OUT') throw error;
    return { kind: 'not yet', said: error.message };
  }
};

const copied = (command: Command, result: Exited): Copying => {
  const said = `${result.stdout}\n${result.stderr}`.trim();
  return result.exitCode === 0 && /copy remote secure files completed/.test(said)
    ? { kind: 'copied' }
    : { kind: 'not yet', said: `${shown(command)}: ${tail(said)}` };
};

/** `db_state` decides; bytes and percent are printed only while building, with units. */
export const parseBuildState = (text: string): BuildState | undefined => {
  const fields = new Map(fieldsOf(text));
  const field = (name: string): string | undefined => fields.get(name);
  const dbState = field('db_state');
  if (dbState === undefined) return undefined;
  const [doneBytes, totalBytes] = [bytesOf(field('data_synchronized')), bytesOf(field('estimated_total_data'))];
  const percent = Number.parseFloat(field('process_schedule') ?? '');
  const mode = field('build_mode');
  return {
    kind: kindOf(dbState),
    dbState,
    ...(doneBytes !== undefined && { doneBytes }),
    ...(totalBytes !== undefined && { totalBytes }),
    ...(Number.isFinite(percent) && { percent: Math.min(100, Math.max(0, percent)) }),
    ...(mode !== undefined && { mode }),
  };
};

/** Lines `name : value`, the first of a name first: a map keeps the last, so they come in reverse. */
const fieldsOf = (text: string): readonly (readonly [string, string])[] =>
  text
    .split('\n')
    .map((line) => [line, line.indexOf(':')] as const)
    .filter(([, colon]) => colon > 0)
    .map(([line, colon]) => [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const)
    .reverse();

const kindOf = (dbState: string): BuildState['kind'] => {
  switch (dbState) {
    case 'Building':
      return 'building';
    case 'Build completed':
      return 'completed';
    case 'Build failed':
      return 'failed';
    default:
      return 'other';
  }
};

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

const bytesOf = (text: string | undefined): number | undefined => {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kKMGT]?B)?$/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * (UNITS[unit ?? 'B'] ?? 1));
};

const notRead = (host: Host, command: Command, text: string): never => {
  throw notUnderstood(host, command, text);
};

const limit = (timeoutMs: number, signal?: AbortSignal) => ({ timeoutMs, ...(signal && { signal }) });

export const buildFailed = (host: Host, command: Command, output: string): SdrError =>
  new SdrError('E_BUILD_FAILED', `three builds failed; the last one said: ${tail(output.trim()) || '(nothing)'}`, {
    node: host.address,
    command: shown(command),
  });
