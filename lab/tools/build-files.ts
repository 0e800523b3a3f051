import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, readText, writeAtomic } from '../files/atomic.js';
import { isAlive } from '../proc.js';

/** What a build writes about itself, and querybuild, gs_guc and CM read. */
export interface BuildProgress {
  readonly mode: 'Full';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

const pidFile = (directory: string): string => join(directory, 'gs_build.pid');
const progressFile = (directory: string): string => `${directory}.build-progress`;

/** The running build's process; a build that ended well left 0, one that died its dead process id. */
export const buildPid = (directory: string): number | undefined => {
  const pid = recordedBuild(directory);
  return pid !== undefined && pid > 0 && isAlive(pid) ? pid : undefined;
};

/** What gs_build.pid says; undefined when no build was ever started. */
export const recordedBuild = (directory: string): number | undefined => {
  const text = readText(pidFile(directory));
  return text === undefined ? undefined : Number.parseInt(text, 10);
};

export const recordBuild = (directory: string, pid: number): void =>
  writeAtomic(pidFile(directory), String(pid), 0o600);

/** From the moment in which a full build has emptied the directory until it has filled it again. */
const halfBuiltFile = (directory: string): string => join(directory, 'build_completed.start');

export const isHalfBuilt = (directory: string): boolean => existsSync(halfBuiltFile(directory));

export const markHalfBuilt = (directory: string): void => writeAtomic(halfBuiltFile(directory), '', 0o600);

export const markBuilt = (directory: string): void =>
  renameSync(halfBuiltFile(directory), join(directory, 'build_completed.done'));

export const writeProgress = (directory: string, progress: BuildProgress): void =>
  writeAtomic(progressFile(directory), JSON.stringify(progress));

export const readProgress = (directory: string): BuildProgress | undefined =>
  readJson<BuildProgress | undefined>(progressFile(directory), undefined);
