import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SdrError } from '../domain/errors.js';
import { withLock } from './lock.js';
import { OUTGOING_PORT, type LabTopology } from './topology.js';

/**
 * Address ranges of loopback, one pair per lab. A claim is a symbolic link to the lab's directory: a lab that is stopped
 * for a snapshot keeps its ranges, and those of a directory that is gone are free.
 */
const CLAIMS = '/var/tmp/durable-sdr-ranges';

const FIRST = 10;
const LAST = 248;

/** Claims the first pair of ranges that no lab has and nobody listens on. */
export const claimRanges = (directory: string): Promise<LabTopology['ranges']> =>
  locked(async () => {
    makeClaims();
    for (let north = FIRST; north <= LAST; north += 2) {
      if (!claim(north, directory)) continue;
      const probes = [`127.${north}.2.1`, `127.${north + 1}.2.1`];
      const free = await Promise.all(probes.map((address) => isFree(address, OUTGOING_PORT + 1)));
      if (free.every(Boolean)) return { north, south: north + 1 };
      rmSync(linkOf(north), { force: true });
    }
    throw new SdrError('E_LAB_FAILED', `no range of loopback addresses is free; the labs that have them: ${CLAIMS}`);
  });

export const releaseRangesOf = (directory: string): Promise<void> =>
  locked(() => {
    const claims = existsSync(CLAIMS) ? readdirSync(CLAIMS) : [];
    for (const name of claims) if (ownerOf(join(CLAIMS, name)) === directory) rmSync(join(CLAIMS, name));
    return Promise.resolve();
  });

const locked = <T>(work: () => Promise<T>): Promise<T> =>
  withLock('ranges', { doing: 'choosing addresses', waitMs: 60_000 }, work);

const linkOf = (north: number): string => join(CLAIMS, String(north));

/** For all users of the machine, whatever the umask says. */
const makeClaims = (): void => {
  mkdirSync(CLAIMS, { recursive: true });
  try {
    chmodSync(CLAIMS, 0o1777);
  } catch {
    // It is another user's, who has done so.
  }
};

/** The claim of a directory that is gone, or of this one, counts no more; unless it is another user's to remove. */
const claim = (north: number, directory: string): boolean => {
  const owner = ownerOf(linkOf(north));
  if (owner !== undefined && owner !== directory && existsSync(owner)) return false;
  try {
    if (owner !== undefined) rmSync(linkOf(north));
    symlinkSync(directory, linkOf(north));
    return true;
  } catch {
    return false;
  }
};

const ownerOf = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
};

const isFree = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
