import { chownSync } from 'node:fs';
import { userInfo } from 'node:os';
import { execaSync } from 'execa';
import { SdrError } from '../domain/errors.js';
import type { LabUser } from './topology.js';

/**
 * Who the lab runs as: PostgreSQL refuses root, and so does a worker. Root's lab belongs to an unprivileged user that
 * every Linux has (SDR_LAB_USER names another one); everybody else's lab to themselves.
 */
export const labUser = (): LabUser => {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { name: ownName() };
  const name = process.env['SDR_LAB_USER'] ?? 'nobody';
  const id = (flag: string): number => Number(execaSync('id', [flag, name]).stdout);
  return { name, ids: { uid: id('-u'), gid: id('-g') } };
};

/** PostgreSQL needs one. */
const ownName = (): string => {
  try {
    return userInfo().username;
  } catch {
    throw new SdrError('E_LAB_FAILED', 'this user has no name on this machine: use one that /etc/passwd knows');
  }
};

/** Options for child processes that must run as the lab's user. */
export const asUser = ({ ids }: LabUser): { readonly uid?: number; readonly gid?: number } => ids ?? {};

/** Gives a file or directory that root made to the lab's user. */
export const giveTo = ({ ids }: LabUser, path: string): void => {
  if (ids !== undefined) chownSync(path, ids.uid, ids.gid);
};
