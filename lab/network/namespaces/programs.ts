import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** What is run as root must not come from a directory of somebody else's. */
const DIRECTORIES = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export const ROOT_PATH = DIRECTORIES.join(':');

/** Programs of the system, and the packages of Debian and its like that have them. */
export const PACKAGES = {
  ip: 'iproute2',
  tc: 'iproute2',
  ss: 'iproute2',
  nft: 'nftables',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  mount: 'mount',
  hostname: 'hostname',
} as const;

export type SystemProgram = keyof typeof PACKAGES;

export const SYSTEM_PROGRAMS = Object.keys(PACKAGES) as readonly SystemProgram[];

export const locate = (name: SystemProgram): string | undefined =>
  DIRECTORIES.map((directory) => join(directory, name)).find(isExecutable);

/** Its path; its name where it is not there, so that starting it says so. */
export const pathOf = (name: SystemProgram): string => locate(name) ?? name;

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
