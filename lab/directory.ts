import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SdrError } from '../domain/errors.js';
import { unmountDisks } from './disks.js';
import { removeUplinks } from './network/namespaces/uplinks.js';
import { endMarked, endProcesses, type Mark } from './processes.js';
import { releaseRangesOf } from './ranges.js';

/** Where labs lie: short, because paths of sockets are limited, and with room, because /tmp may be memory. */
const home = (): string => join('/var/tmp', `durable-sdr-${process.getuid?.() ?? 0}`);

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

export const labDirectory = (name: string): string => {
  if (!NAME.test(name))
    throw new SdrError('E_USAGE', `"${name}" is no name of a lab: letters, digits, "_", "." and "-", 32 at most`);
  return join(home(), name);
};

/** Directories of this user's labs, whatever state they are in. */
export const labDirectories = (): readonly string[] =>
  existsSync(home())
    ? readdirSync(home(), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(home(), name))
    : [];

export const topologyFile = (directory: string): string => join(directory, 'lab.json');

/** There from the first moment to the last moment of making a lab: who finds it while nobody makes one, cleans up. */
const unfinishedFile = (directory: string): string => join(directory, 'unfinished');

export type LabState = 'none' | 'unfinished' | 'complete';

export const stateOf = (directory: string): LabState => {
  if (existsSync(unfinishedFile(directory))) return 'unfinished';
  return existsSync(topologyFile(directory)) ? 'complete' : 'none';
};

/** The path without symbolic links, as the kernel shows it. */
export const placeOf = (directory: string): string => {
  const path = resolve(directory);
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
};

/** The new, empty directory of a lab, which is unfinished from now on. */
export const makeLabDirectory = (directory: string): void => {
  const parent = dirname(directory);
  makeOwn(parent, parent === home());
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new SdrError('E_LAB_FAILED', `${directory} is not empty, and what is in it is no lab`);
  makeOwn(directory, true);
  writeFileSync(unfinishedFile(directory), '');
};

export const finishLabDirectory = (directory: string): void => rmSync(unfinishedFile(directory));

/** Others may go through it; whatever the umask says. A directory that somebody else has made beforehand is refused. */
const makeOwn = (path: string, mustBeOwn: boolean): void => {
  const isNew = mkdirSync(path, { recursive: true }) !== undefined;
  if (!mustBeOwn && !isNew) return;
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== (process.getuid?.() ?? 0))
    throw new SdrError('E_LAB_FAILED', `${path} belongs to somebody else`);
  chmodSync(path, 0o755);
};

/** On a Temporal server that was started beside the lab: it outlives a snapshot, but not the lab. */
export const temporalMark = (directory: string): Mark => ({ variable: 'SDR_LAB_TEMPORAL', value: directory });

/** Ends what runs in it and removes it. Twice: nothing is there any more. */
export const clearLabDirectory = async (directory: string): Promise<void> => {
  await endProcesses({ directory });
  await endMarked(temporalMark(directory));
  await unmountDisks(directory);
  await removeUplinks(directory);
  if (existsSync(directory)) removeAll(directory);
  await releaseRangesOf(directory);
};

/** Its mark goes last: who finds what is left of a lab, because its remover died, clears it away. */
const removeAll = (directory: string): void => {
  const mark = unfinishedFile(directory);
  writeFileSync(mark, '');
  for (const path of readdirSync(directory).map((name) => join(directory, name)))
    if (path !== mark) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
};
