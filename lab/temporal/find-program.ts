import { constants } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { SdrError } from '../../domain/errors.js';

/** The version that `go install` can build; from 1.6 on the module cannot be installed that way. */
const GO_PACKAGE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const DOWNLOAD_LIMIT_MS = 120_000;
const GO_INSTALL_LIMIT_MS = 15 * 60_000;

/** How a search for the program went on, for whoever waits: one call per try. */
export type Say = (sentence: string) => void;

type Try = { readonly kind: 'found'; readonly path: string } | { readonly kind: 'not found'; readonly why: string };
interface Source {
  readonly name: string;
  readonly look: (say: Say) => Promise<Try>;
}

/** Where this project keeps what it had to fetch. */
export const cacheDirectory = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'durable-sdr');

const cachedProgram = (): string => join(cacheDirectory(), 'bin', 'temporal');

const sources: readonly Source[] = [
  { name: 'TEMPORAL_CLI_PATH', look: () => fromVariable() },
  { name: 'temporal on PATH', look: () => fromPath() },
  { name: 'the cache of this project', look: () => runnable(cachedProgram()) },
  { name: 'the download of the Temporal SDK', look: (say) => fromSdk(say) },
  { name: 'go install', look: (say) => fromGo(say) },
];

/**
 * The `temporal` program for a local development server: the variable TEMPORAL_CLI_PATH, PATH, this project's cache, the
 * Temporal SDK's own download, `go install` into the cache (minutes, once).
 * @throws SdrError E_TEMPORAL_PROGRAM with the reason of every try
 */
export const findTemporalProgram = async (say: Say = () => undefined): Promise<string> => {
  const reasons: string[] = [];
  for (const source of sources) {
    const result = await source.look(say);
    if (result.kind === 'found') return result.path;
    reasons.push(`${source.name}: ${result.why}`);
  }
  throw new SdrError('E_TEMPORAL_PROGRAM', `no program for a local Temporal server.\n  ${reasons.join('\n  ')}`);
};

const fromVariable = async (): Promise<Try> => {
  const path = process.env['TEMPORAL_CLI_PATH'];
  return path ? runnable(path) : { kind: 'not found', why: 'not set' };
};

const fromPath = async (): Promise<Try> => {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const result = await runnable(join(directory, 'temporal'));
    if (result.kind === 'found') return result;
  }
  return { kind: 'not found', why: 'no such program' };
};

/** Any file of that name will not do: it must answer as the Temporal CLI. */
const runnable = async (path: string): Promise<Try> => {
  try {
    await access(path, constants.X_OK);
  } catch {
    return { kind: 'not found', why: `${path} is not there` };
  }
  const { stdout, failed } = await execa(path, ['--version'], { reject: false, timeout: 20_000, cleanup: false });
  return !failed && stdout.startsWith('temporal version')
    ? { kind: 'found', path }
    : { kind: 'not found', why: `${path} does not answer --version as the Temporal CLI` };
};

/** The SDK downloads only when it starts a server, so one is started and stopped. */
const fromSdk = async (say: Say): Promise<Try> => {
  const downloadDir = join(cacheDirectory(), 'download');
  await mkdir(downloadDir, { recursive: true });
  const before = await downloaded(downloadDir);
  if (before !== undefined) return runnable(before);
  say('downloading the Temporal program with the Temporal SDK');
  try {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const starting = TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir } },
    });
    const environment = await withLimit(starting, DOWNLOAD_LIMIT_MS);
    await environment.teardown();
  } catch (error) {
    return { kind: 'not found', why: firstLine(error) };
  }
  const path = await downloaded(downloadDir);
  return path === undefined ? { kind: 'not found', why: `nothing arrived in ${downloadDir}` } : runnable(path);
};

const downloaded = async (directory: string): Promise<string | undefined> => {
  const name = (await readdir(directory)).find((file) => file.startsWith('temporal') && !file.includes('.'));
  return name && join(directory, name);
};

const fromGo = async (say: Say): Promise<Try> => {
  say('building the Temporal program with Go, once: this takes some minutes');
  const { failed, shortMessage, stderr } = await execa('go', ['install', GO_PACKAGE], {
    env: { GOBIN: join(cacheDirectory(), 'bin') },
    reject: false,
    timeout: GO_INSTALL_LIMIT_MS,
    cleanup: false,
  });
  return failed
    ? { kind: 'not found', why: `${shortMessage} ${stderr.trim().split('\n').at(-1) ?? ''}`.trim() }
    : runnable(cachedProgram());
};

const withLimit = async <T>(promise: Promise<T>, milliseconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)).slice(0, 200);
