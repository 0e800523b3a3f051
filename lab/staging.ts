import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { packagesNeededBy, projectOf } from './packages.js';
import { installedPostgres } from './postgres/programs.js';
import type { LabTopology, LabUser } from './topology.js';

/** The compiled project this file belongs to, also when this file itself runs from its source, as in tests. */
const HERE = resolve(fileURLToPath(new URL('..', import.meta.url)));
const DIST = basename(HERE) === 'dist' ? HERE : join(HERE, 'dist');

/**
 * Programs that the lab's user can run. Root's project may lie where nobody else gets (below /root, say): what the user
 * cannot reach is copied into the lab's directory.
 */
export const stagePrograms = async (directory: string, user: LabUser): Promise<LabTopology['programs']> => {
  const wanted = { node: process.execPath, project: DIST, postgres: installedPostgres() };
  const target = join(directory, 'programs');
  const staged = { ...wanted };
  if (!isReachable(wanted.node, user)) staged.node = await copy(wanted.node, join(target, 'node'));
  if (!isReachable(wanted.postgres, user)) staged.postgres = await copy(wanted.postgres, join(target, 'postgres'));
  if (!isReachable(wanted.project, user)) staged.project = await copyProject(join(target, 'project'));
  // Directories above them too, whatever the umask says.
  if (existsSync(target)) await execa('chmod', ['-R', 'a+rX', target], { cleanup: false });
  return staged;
};

/** Whether another user may go down to the path: each directory above must let them through. */
export const isReachable = (path: string, { ids }: LabUser): boolean => {
  if (ids === undefined) return true;
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bits = uid === ids.uid ? mode >> 6 : gid === ids.gid ? mode >> 3 : mode;
    if ((bits & 5) !== 5) return false;
    if (at === dirname(at)) return true;
  }
};

const copy = async (from: string, to: string): Promise<string> => {
  mkdirSync(dirname(to), { recursive: true });
  await execa('cp', ['-a', '--reflink=auto', '-T', from, to], { cleanup: false });
  return to;
};

/** The compiled project with the packages it needs to run, for this machine only, as they lie to each other. */
const copyProject = async (to: string): Promise<string> => {
  const own = dirname(DIST);
  const top = projectOf(own);
  const copied = (path: string): string => join(to, relative(top, path));
  for (const path of [DIST, join(own, 'package.json'), ...packagesToCopy(own, top)]) await copy(path, copied(path));
  return copied(DIST);
};

/** PostgreSQL is copied on its own; packages inside others come along with those. */
const packagesToCopy = (own: string, top: string): readonly string[] => {
  const needed = packagesNeededBy(own).filter(
    (path) => path.startsWith(`${top}${sep}`) && !basename(path).startsWith('linux-'),
  );
  return needed.filter((path) => !needed.some((other) => path.startsWith(`${other}${sep}`)));
};
