import { linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { readText } from '../files/atomic.js';
import type { LabTopology } from '../topology.js';
import { giveTo } from '../user.js';
import { timesOf, type Fault } from './fault.js';
import type { Kept } from './kept.js';

/** A fault with what is left of it. */
export interface ActiveFault {
  /** Counts up, the lowest free one is taken. */
  readonly id: number;
  readonly fault: Fault;
  /** How often it has still to happen; absent: always. */
  readonly left?: number;
  readonly kept?: Kept;
}

/**
 * The active faults: a file each, and an empty file for each time one has happened. Making a file that must not be
 * there is atomic, so stand-ins that run at once never share an occurrence, and nobody has to wait for a lock.
 */
export const faultsDirectory = (directory: string): string => join(directory, 'faults');
const fileOf = (directory: string, id: number): string => join(faultsDirectory(directory), `${id}.json`);
const useOf = (directory: string, id: number, use: number): string =>
  join(faultsDirectory(directory), `${id}.used.${use}`);

export const activeFaults = (directory: string): readonly ActiveFault[] => {
  const names = namesIn(directory);
  return names
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
    .flatMap((id) => {
      const text = readText(fileOf(directory, id));
      // It was healed meanwhile.
      if (text === undefined) return [];
      const stored = JSON.parse(text) as Pick<ActiveFault, 'fault' | 'kept'>;
      const times = timesOf(stored.fault);
      const used = names.filter((name) => name.startsWith(`${id}.used.`)).length;
      return [{ id, ...stored, ...(times !== undefined && { left: Math.max(0, times - used) }) }];
    });
};

const namesIn = (directory: string): readonly string[] => {
  try {
    return readdirSync(faultsDirectory(directory));
  } catch {
    return [];
  }
};

/** For its owner alone, since it may keep a password's verifier. */
export const recordFault = ({ directory, user }: LabTopology, fault: Fault, kept?: Kept): number => {
  mkdirSync(faultsDirectory(directory), { recursive: true });
  const written = join(faultsDirectory(directory), `${randomUUID()}.tmp`);
  writeFileSync(written, JSON.stringify({ fault, ...(kept && { kept }) }), { mode: 0o600 });
  giveTo(user, written);
  try {
    for (let id = 1; ; id++) if (isMade(() => linkSync(written, fileOf(directory, id)))) return id;
  } finally {
    rmSync(written);
  }
};

export const eraseFault = (directory: string, id: number): void => {
  rmSync(fileOf(directory, id), { force: true });
  for (const name of namesIn(directory).filter((candidate) => candidate.startsWith(`${id}.used.`)))
    rmSync(join(faultsDirectory(directory), name), { force: true });
};

/** Without undoing anything: what they did is gone with the data it was done to. */
export const forgetFaults = (directory: string): void => {
  for (const { id } of activeFaults(directory)) eraseFault(directory, id);
};

/** The first active fault that fits, used up once. */
export const takeFault = <F extends Fault>(
  { directory }: Pick<LabTopology, 'directory'>,
  fits: (fault: Fault) => fault is F,
): F | undefined => {
  for (const { id, fault } of activeFaults(directory)) if (fits(fault) && happens(directory, id, fault)) return fault;
  return undefined;
};

const happens = (directory: string, id: number, fault: Fault): boolean => {
  const times = timesOf(fault);
  if (times === undefined) return true;
  for (let use = 1; use <= times; use++)
    if (isMade(() => writeFileSync(useOf(directory, id, use), '', { flag: 'wx' }))) return true;
  return false;
};

/** Whether this call made the file that nobody else had made before. */
const isMade = (make: () => void): boolean => {
  try {
    make();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};
