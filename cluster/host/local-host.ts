import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TEMPORARY, temporaryBeside } from './temporary.js';
import { SdrError } from '../../domain/errors.js';
import {
  ENVIRONMENT_LIMIT_MS,
  ENVIRONMENT_SCRIPT,
  parseEnvironment,
  slowEnvironment,
  type SourcedEnvironment,
} from './environment.js';
import type { Host, RunOptions, RunResult } from './host.js';
import { runProcess, type Launch } from './process.js';
import type { Argument, Command } from './secret.js';

/** The node this process runs on. A secret stands in the argument vector of the tool itself and nowhere else. */
export const localHost = (address: string, launch: Launch = runProcess): Host => {
  let sourced: Promise<SourcedEnvironment> | undefined;
  const source = (): Promise<SourcedEnvironment> => {
    sourced ??= readEnvironment(address, launch);
    sourced.catch(() => (sourced = undefined));
    return sourced;
  };
  const failed = (error: unknown, path: string): never => {
    throw new SdrError('E_FILE_NOT_WRITTEN', `${path}: ${messageOf(error)}`, { node: address });
  };
  const unread = (error: unknown, path: string): never => {
    throw new SdrError('E_COMMAND_FAILED', `${path}: ${messageOf(error)}`, { node: address });
  };
  return {
    address,
    environment: async () => (await source()).cluster,
    run: async (command, options) => run(launch, command, options, (await source()).variables),
    readFile: (path) => orUndefined(() => readFile(path)).catch((error: unknown) => unread(error, path)),
    list: (path) =>
      orUndefined(async () => (await readdir(path)).toSorted()).catch((error: unknown) => unread(error, path)),
    remove: (path) => rm(path, { recursive: true, force: true }).catch((error: unknown) => failed(error, path)),
    makeDirectory: async (path, mode) => {
      try {
        await mkdir(path, { recursive: true, mode });
        await chmod(path, mode);
      } catch (error) {
        failed(error, path);
      }
    },
    writeFile: (path, content, mode) => replaceFile(path, content, mode).catch((error: unknown) => failed(error, path)),
    close: () => Promise.resolve(),
  };
};

const readEnvironment = async (address: string, launch: Launch): Promise<SourcedEnvironment> => {
  const end = await launch('bash', ['-c', ENVIRONMENT_SCRIPT], { timeoutMs: ENVIRONMENT_LIMIT_MS, kill: 'group' });
  if (end.kind === 'timed out') throw slowEnvironment(address);
  return parseEnvironment(end.kind === 'exited' ? end.stdout : '', address);
};

const run = async (
  launch: Launch,
  [program, ...args]: Command,
  options: RunOptions,
  environment: Readonly<Record<string, string>>,
): Promise<RunResult> => launch(program, args.map(revealed), { ...options, environment, kill: 'group' });

const revealed = (argument: Argument): string =>
  typeof argument === 'string' ? argument : argument.prefix + argument.secret.reveal();

/** Flushed before it is renamed: after a power cut there is the old or the new text. */
const replaceFile = async (path: string, content: string | Buffer, mode: number): Promise<void> => {
  const temporary = `${temporaryBeside(path)}${randomUUID()}${TEMPORARY.suffix}`;
  try {
    await writeFlushed(temporary, content, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const directory = await open(dirname(path), 'r');
  await directory.sync().finally(() => directory.close());
};

const writeFlushed = async (path: string, content: string | Buffer, mode: number): Promise<void> => {
  const file = await open(path, 'wx', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
};

const orUndefined = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
