import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { OUTGOING_PORT, type LabTopology } from './topology.js';

/**
 * Address ranges of loopback, one pair per lab. A claim is a symbolic link to the lab's directory: making one is atomic,
 * so two labs that come up at once, or one that is stopped for a snapshot, never share a range.
 */
const CLAIMS = '/var/tmp/durable-sdr-ranges';

const FIRST = 10;
const LAST = 248;

/** Claims the first pair of ranges that no lab has and nobody listens on. */
export const claimRanges = async (directory: string): Promise<LabTopology['ranges']> => {
  mkdirSync(CLAIMS, { recursive: true, mode: 0o1777 });
  for (let north = FIRST; north <= LAST; north += 2) {
    if (!claim(join(CLAIMS, String(north)), directory)) continue;
    const probes = [`127.${north}.2.1`, `127.${north + 1}.2.1`];
    const free = await Promise.all(probes.map((address) => isFree(address, OUTGOING_PORT + 1)));
    if (free.every(Boolean)) return { north, south: north + 1 };
    releaseRanges({ north, south: north + 1 });
  }
  throw new Error('no free range of loopback addresses for a lab');
};

export const releaseRanges = ({ north }: LabTopology['ranges']): void =>
  rmSync(join(CLAIMS, String(north)), { force: true });

/** The claim of a directory that is gone, or of this one, counts no more. */
const claim = (path: string, directory: string): boolean => {
  const owner = ownerOf(path);
  if (owner !== undefined && owner !== directory && existsSync(owner)) return false;
  if (owner !== undefined) rmSync(path, { force: true });
  try {
    symlinkSync(directory, path);
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
