import { SdrError } from '../domain/errors.js';
import type { Port } from '../domain/topology.js';
import type { Login } from './gs-ctl.js';
import { commandFailed, notUnderstood, runToExit, tail } from './host/failure.js';
import type { Host } from './host/host.js';
import { shown, type Command } from './host/secret.js';

/**
 * `gsql` on the datanode's own node: over its socket as the OS user, or with a user and password. The statement goes in
 * on standard input, never as an argument. The tool ends with 0 although a statement failed; what counts is what it
 * wrote to stderr.
 */
export interface Statement {
  readonly port: Port<'base'> | Port<'ha'>;
  readonly sql: string;
  readonly login?: Login;
  readonly timeoutMs?: number;
}

export type Rows = readonly (readonly string[])[];

const LIMIT_MS = 60_000;
/** Stands in no value: the columns can be told apart whatever they hold. */
const SEPARATOR = '\u001f';

/**
 * The rows of the statement(s), columns as text.
 * @throws SdrError E_SQL_FAILED a statement failed or nobody listens; E_HADR_LOGIN user or password was refused
 */
export const runSql = async (host: Host, statement: Statement, signal?: AbortSignal): Promise<Rows> => {
  const command = gsqlCommand(statement);
  const result = await runToExit(host, command, {
    stdin: statement.sql.endsWith('\n') ? statement.sql : `${statement.sql}\n`,
    timeoutMs: statement.timeoutMs ?? LIMIT_MS,
    ...(signal && { signal }),
  });
  const where = { node: host.address, command: shown(command) };
  if (result.exitCode === 2) throw refused(result.stderr, statement.login !== undefined, where);
  const error = /^gsql:.*?: ?(?:ERROR|FATAL|PANIC):\s*(.*)$/m.exec(result.stderr);
  if (error !== null) throw new SdrError('E_SQL_FAILED', `${firstWords(statement.sql)}: ${error[1] ?? ''}`, where);
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  return parseRows(result.stdout) ?? refuseUnread(host, command, result.stdout);
};

const refuseUnread = (host: Host, command: Command, stdout: string): never => {
  throw notUnderstood(host, command, stdout);
};

const gsqlCommand = ({ port, login }: Statement): Command => [
  'gsql',
  ...['-p', String(port), '-d', 'postgres'],
  ...(login ? ['-U', login.user, '-W', { prefix: '', secret: login.password }] : []),
  // In one word: a lone `-` is refused since 3.1.1 (openGauss, startup.cpp).
  ...['-t', '-A', '-X', '-F', SEPARATOR, '--file=-'],
];

const refused = (stderr: string, withUser: boolean, where: { node: string; command: string }): SdrError =>
  new SdrError(
    withUser && /login denied|password/i.test(stderr) ? 'E_HADR_LOGIN' : 'E_SQL_FAILED',
    tail(stderr.trim()) || 'no connection',
    where,
  );

/**
 * A line per row; with `-f` the tool closes with its own line about the time. Undefined without that: nobody knows then
 * whether the statements were run, and no line of it is a row.
 */
export const parseRows = (stdout: string): Rows | undefined => {
  const lines = stdout.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (!/^total time: -?\d+ +ms$/.test(lines.at(-1) ?? '')) return undefined;
  return lines.slice(0, -1).map((line) => line.split(SEPARATOR));
};

const firstWords = (sql: string): string => (sql.length > 80 ? `${sql.slice(0, 80)}…` : sql).replaceAll('\n', ' ');
