import { lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Where the sockets of ssh connections are: one directory of the user's alone, so that a worker that was killed leaves
 * nothing that the next one would not use. It is short, because a socket's path may have 107 characters only. What
 * somebody else has put in its place is not used.
 */
export const controlDirectory = (below = tmpdir()): string => {
  const { uid } = userInfo();
  const directory = join(below, `sdr-ssh-${uid}`);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(directory);
  const isOwn = found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0;
  return isOwn ? directory : mkdtempSync(`${directory}-`);
};
