import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SdrError } from '../domain/errors.js';
import { withLock } from './lock.js';

/**
 * Address ranges, each for one lab. A claim is a symbolic link to the lab's directory: a lab that is stopped for a snapshot
 * keeps its ranges, and those of a directory that is gone are free.
 */
const CLAIMS = '/var/tmp/durable-sdr-ranges';

/** What a lab may have to itself. */
export interface Candidate {
  /** Of the claim: labs of all kinds claim in one place. */
  readonly name: string;
  /** Whether nobody but labs has it. */
  readonly isFree: () => Promise<boolean>;
}

/** Claims the first that no lab has and that is free. @throws SdrError E_LAB_FAILED: there is none */
export const claimFirst = <C extends Candidate>(directory: string, candidates: readonly C[]): Promise<C> =>
  locked(async () => {
    makeClaims();
    for (const candidate of candidates) {
      if (!claim(candidate.name, directory)) continue;
      if (await candidate.isFree()) return candidate;
      rmSync(linkOf(candidate.name), { force: true });
    }
    throw new SdrError('E_LAB_FAILED', `no range of addresses is free; the labs that have them: ${CLAIMS}`);
  });

export const releaseRangesOf = (directory: string): Promise<void> =>
  locked(() => {
    const claims = existsSync(CLAIMS) ? readdirSync(CLAIMS) : [];
    for (const name of claims) if (ownerOf(join(CLAIMS, name)) === directory) rmSync(join(CLAIMS, name));
    return Promise.resolve();
  });

const locked = <T>(work: () => Promise<T>): Promise<T> =>
  withLock('ranges', { doing: 'choosing addresses', waitMs: 60_000 }, work);

const linkOf = (name: string): string => join(CLAIMS, name);

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
const claim = (name: string, directory: string): boolean => {
  const owner = ownerOf(linkOf(name));
  if (owner !== undefined && owner !== directory && existsSync(owner)) return false;
  try {
    if (owner !== undefined) rmSync(linkOf(name));
    symlinkSync(directory, linkOf(name));
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
