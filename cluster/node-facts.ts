import type { Disk } from '../domain/check/facts.js';
import { notUnderstood, runOk } from './host/failure.js';
import type { Host } from './host/host.js';
import type { Command } from './host/secret.js';

/** What a node says of itself; nothing is changed. */
const LIMIT_MS = 20_000;

/**
 * The node's name, asked now: what is known of a node from before does not say that it answers. A node without the
 * cluster's environment does not count as one that does.
 */
export const nameOf = async (host: Host, signal?: AbortSignal): Promise<string> => {
  await host.environment();
  return (await runOk(host, ['hostname'], limit(signal))).stdout.trim();
};

/** The programs among these that are not on PATH. */
export const missingTools = (host: Host, tools: readonly string[], signal?: AbortSignal): Promise<readonly string[]> =>
  linesOf(host, script('for tool; do command -v "$tool" >/dev/null || echo "$tool"; done', tools), signal);

/** The directories among these that cannot be written; the first must be there, the others may be missing. */
export const unwritable = (
  host: Host,
  directories: readonly [string, ...string[]],
  signal?: AbortSignal,
): Promise<readonly string[]> => {
  const look = '[ -d "$1" ] || echo "$1"; for path; do [ ! -e "$path" ] || [ -w "$path" ] || echo "$path"; done';
  return linesOf(host, script(look, directories), signal);
};

/** Milliseconds since the epoch by the node's clock, and how long it took to ask. */
export const clockOf = async (
  host: Host,
  signal?: AbortSignal,
): Promise<{ readonly at: number; readonly tookMs: number }> => {
  const command: Command = ['date', '+%s%3N'];
  const began = performance.now();
  const { stdout } = await runOk(host, command, limit(signal));
  if (!/^\d{13}\s*$/.test(stdout)) throw notUnderstood(host, command, stdout);
  return { at: Number(stdout), tookMs: performance.now() - began };
};

/** The filesystem of the first of these directories that is there, with links followed. */
export const diskOf = async (host: Host, directories: readonly string[], signal?: AbortSignal): Promise<Disk> => {
  const look = 'for path; do if [ -d "$path" ]; then cd "$path" && pwd -P && df -P -k . && exit; fi; done; exit 1';
  const command = script(look, directories);
  const { stdout } = await runOk(host, command, limit(signal));
  const path = stdout.split('\n')[0] ?? '';
  const [, size, available] = /\s(\d+)\s+\d+\s+(-?\d+)\s+\d+%\s/.exec(stdout) ?? [];
  if (size === undefined || available === undefined) throw notUnderstood(host, command, stdout);
  return { path, sizeBytes: Number(size) * 1024, availableBytes: Number(available) * 1024 };
};

/** Where a datanode keeps its WAL: the product's name first. */
export const walDirectories = (dataDirectory: string): readonly string[] =>
  ['pg_xlog', 'pg_wal'].map((name) => `${dataDirectory}/${name}`);

const script = (text: string, args: readonly string[]): Command => ['sh', '-c', text, 'sh', ...args];

const linesOf = async (host: Host, command: Command, signal?: AbortSignal): Promise<readonly string[]> => [
  ...new Set((await runOk(host, command, limit(signal))).stdout.split('\n').filter(Boolean)),
];

const limit = (signal?: AbortSignal) => ({ timeoutMs: LIMIT_MS, ...(signal && { signal }) });
