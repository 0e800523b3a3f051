import { execaSync } from 'execa';
import { readText } from '../files/atomic.js';
import { argumentsOfProcess } from '../proc.js';
import { labUser } from '../user.js';

/**
 * PostgreSQL marks a data directory in use by a small System V segment. One that is killed leaves it in the kernel until
 * the same directory is started again, by the number in its postmaster.pid; labs kill often and remove directories, and
 * the kernel has only so many (SHMMNI, 4096). Its other shared memory goes with the processes or lies in the directory.
 */
const MARKER_BYTES = '56';

/** One that is about to end has no arguments any more, and is attached to nothing. */
const isPostgres = (pid: string | undefined): boolean =>
  argumentsOfProcess(Number(pid)).some((argument) => argument.includes('postgres'));

/** Columns of /proc/sysvipc/shm: key shmid perms size cpid lpid nattch uid …; proc(5). */
const isAbandonedBy =
  (uid: number) =>
  ([, , , size, creator, , attached, owner]: readonly string[]): boolean =>
    size === MARKER_BYTES && attached === '0' && Number(owner) === uid && !isPostgres(creator);

/** Those of the lab's user that nobody is attached to and whose maker is gone: of any lab, and of no use to anybody. */
const abandonedSegments = (): readonly string[] => {
  const uid = labUser().ids?.uid ?? process.getuid?.() ?? 0;
  const rows = (readText('/proc/sysvipc/shm') ?? '').split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(isAbandonedBy(uid))
    .flatMap(([, id]) => id ?? []);
};

/** Gives back to the kernel what killed datanodes have left there. Two at once, or twice: what is gone does not mind. */
export const releaseSharedMemory = (): void => {
  const ids = abandonedSegments();
  if (ids.length > 0)
    execaSync(
      'ipcrm',
      ids.flatMap((id) => ['-m', id]),
      { reject: false },
    );
};
