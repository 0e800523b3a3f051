import { SdrError } from '../domain/errors.js';
import { commandFailed, notUnderstood, runOk, runToExit } from './host/failure.js';
import type { Host } from './host/host.js';
import { shown, type Command } from './host/secret.js';
import { parseCheck, parseChecks, quoted, unquoted, type GucValues } from './guc-values.js';

/**
 * `gs_guc`: reads and writes parameters in the files of datanodes and of CM. Every call may be repeated. `set` writes
 * the file (seen after a restart), `reload` also signals the server. A value null comments the parameter out.
 */
const LIMIT_MS = 120_000;
/** With `-N all` the tool goes to all nodes. */
const EVERYWHERE_LIMIT_MS = 300_000;

/** `set` writes the file, seen after a restart; `reload` signals the server too. */
export type GucMode = 'set' | 'reload';

export interface Setting {
  readonly directory: string;
  readonly parameter: string;
  readonly value: string | null;
}

/** The value as it stands in the datanode's file, without quotes; null when it is not set there. */
export const checkGuc = async (
  host: Host,
  directory: string,
  parameter: string,
  signal?: AbortSignal,
): Promise<string | null> => {
  const command: Command = ['gs_guc', 'check', '-Z', 'datanode', '-D', directory, '-c', parameter];
  const result = await runToExit(host, command, limit(LIMIT_MS, signal));
  const { stdout } = result;
  if (BUILDING.test(stdout)) throw refusedForBuild(host, command);
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  const value = parseCheck(stdout, parameter);
  if (value === undefined) throw notUnderstood(host, command, stdout);
  return value;
};

/** The value in the file of every datanode of the cluster. */
export const checkGucEverywhere = async (host: Host, parameter: string, signal?: AbortSignal): Promise<GucValues> => {
  const command: Command = ['gs_guc', 'check', '-Z', 'datanode', '-N', 'all', '-I', 'all', '-c', parameter];
  const { stdout } = await runOk(host, command, limit(EVERYWHERE_LIMIT_MS, signal));
  const values = parseChecks(stdout, parameter);
  if (values.size === 0) throw notUnderstood(host, command, stdout);
  return values;
};

/**
 * Writes one parameter of one datanode; to be run on its node.
 * @throws SdrError E_JOB_BUSY while the datanode is built; E_COMMAND_FAILED, also after `reload` on a datanode that is
 * down: see {@link changedButNotSignalled}
 */
export const writeGuc = async (host: Host, mode: GucMode, setting: Setting, signal?: AbortSignal): Promise<void> => {
  const { directory, parameter, value } = setting;
  await runGuc(
    host,
    ['gs_guc', mode, '-Z', 'datanode', '-D', directory, '-c', assignment(parameter, value)],
    LIMIT_MS,
    signal,
  );
};

/**
 * Writes one parameter of the datanodes of one node into their files. Unlike {@link writeGuc} it does so also while a
 * datanode is built, or after a build that did not end: who asks for all instances of a node is not refused.
 */
export const writeGucOfNode = async (
  host: Host,
  nodeName: string,
  { parameter, value }: Omit<Setting, 'directory'>,
  signal?: AbortSignal,
): Promise<void> => {
  const where = ['-Z', 'datanode', '-N', nodeName, '-I', 'all'];
  await runGuc(host, ['gs_guc', 'set', ...where, '-c', assignment(parameter, value)], LIMIT_MS, signal);
};

export type Component = 'datanode' | 'cmserver' | 'cmagent';

/** Writes one parameter of all datanodes, cm_servers or cm_agents of the cluster. */
export const writeGucEverywhere = async (
  host: Host,
  mode: GucMode,
  component: Component,
  parameter: string,
  value: string | null,
  signal?: AbortSignal,
): Promise<void> => {
  // The parameters of CM are numbers, and its files take them bare.
  const text = component === 'datanode' || value === null ? assignment(parameter, value) : `${parameter}=${value}`;
  await runGuc(
    host,
    ['gs_guc', mode, '-Z', component, '-N', 'all', '-I', 'all', '-c', text],
    EVERYWHERE_LIMIT_MS,
    signal,
  );
};

/** Adds lines to a datanode's pg_hba.conf (a line that is there already stays once). */
export const writeHba = async (
  host: Host,
  mode: GucMode,
  directory: string,
  lines: readonly string[],
  signal?: AbortSignal,
): Promise<void> => {
  await runGuc(host, ['gs_guc', mode, '-D', directory, ...lines.flatMap((line) => ['-h', line])], LIMIT_MS, signal);
};

/** `reload` on a datanode that is down fails although it has changed the file; some callers want just that. */
export const changedButNotSignalled = (error: unknown): boolean =>
  error instanceof SdrError && error.code === 'E_COMMAND_FAILED' && NOT_RUNNING.test(error.found);

/** Without its file of the process id, and with one of a process that was killed, as CM stops a node at once. */
const NOT_RUNNING = /postmaster\.pid" does not exist|Is server running\?|gaussdb is not alive|No such process/;

const runGuc = async (host: Host, command: Command, timeoutMs: number, signal?: AbortSignal): Promise<void> => {
  const result = await runToExit(host, command, limit(timeoutMs, signal));
  const said = `${result.stdout}\n${result.stderr}`;
  if (BUILDING.test(said)) throw refusedForBuild(host, command);
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  // A setting that is only thought to be made is missed days later: the tool's own word counts.
  if (!/Success to perform gs_guc!/.test(result.stdout)) throw notUnderstood(host, command, said);
};

/** So it answers also after a build that did not end, until one does (openGauss, pg_guc.cpp). */
const BUILDING = /The gs_ctl build is doing now/;

const refusedForBuild = (host: Host, command: Command): SdrError =>
  new SdrError('E_JOB_BUSY', 'gs_guc touches no datanode that gs_ctl builds, or was building when it ended', {
    node: host.address,
    command: shown(command),
  });

export const isRefusedForBuild = (error: unknown): boolean => error instanceof SdrError && error.code === 'E_JOB_BUSY';

/** `name = 'value'`, or the bare name; the tool unquotes as postgresql.conf does. */
export const assignment = (parameter: string, value: string | null): string =>
  value === null ? parameter : `${parameter} = ${quoted(value)}`;

/** What {@link assignment} wrote, and the `name=value` of CM's parameters. */
export const parseAssignment = (text: string): { readonly parameter: string; readonly value: string | null } => {
  const [, parameter = text, value] = /^(\w+) ?= ?(.*)$/s.exec(text) ?? [];
  return { parameter, value: value === undefined ? null : unquoted(value) };
};

const limit = (timeoutMs: number, signal?: AbortSignal) => ({ timeoutMs, ...(signal && { signal }) });
