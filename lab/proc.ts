import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { SdrError } from '../domain/errors.js';
import { readText } from './files/atomic.js';

/** What the kernel tells of processes; of those that may not be looked into, nothing. */
export const allPids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled; it is there all the same.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // A zombie answers signals too.
  return !/^\d+ \(.*\) Z/.test(readText(`/proc/${pid}/stat`) ?? '');
};

export const environmentOfProcess = (pid: number): readonly string[] => fields(`/proc/${pid}/environ`);

export const argumentsOfProcess = (pid: number): readonly string[] => fields(`/proc/${pid}/cmdline`);

const fields = (path: string): readonly string[] => {
  try {
    return readFileSync(path, 'utf8').split('\0');
  } catch {
    return [];
  }
};

/** The kernel's short name of the program. */
export const programOf = (pid: number): string => (readText(`/proc/${pid}/comm`) ?? '').trimEnd();

export const directoryOfProcess = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
};

/** Those that are gone meanwhile do not mind. */
export const signalAll = (pids: readonly number[], signal: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It is gone.
    }
  }
};

/** Looks again until it is so; for what tells nobody when it happens. */
export const until = async (condition: () => boolean, otherwise: () => string, limitMs = 10_000): Promise<void> => {
  const deadline = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new SdrError('E_LAB_FAILED', otherwise());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

export const gone = (pids: readonly number[]): Promise<void> =>
  until(
    () => !pids.some(isAlive),
    () => `processes ${pids.filter(isAlive).join(', ')} do not end`,
  );
