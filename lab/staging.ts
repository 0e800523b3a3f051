import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
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

/** The compiled project with the packages it needs to run, for this machine only. */
const copyProject = async (to: string): Promise<string> => {
  const root = dirname(DIST);
  await copy(DIST, join(to, 'dist'));
  await copy(join(root, 'package.json'), join(to, 'package.json'));
  for (const path of runtimePackages(root)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    await copy(join(root, path), join(to, path));
  }
  return join(to, 'dist');
};

/** Top-level packages that are no development tools; nested ones come along with their parents. */
const runtimePackages = (root: string): readonly string[] => {
  const lock = join(root, 'package-lock.json');
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: Record<string, { dev?: boolean }> };
  return Object.entries(packages)
    .filter(
      ([path, { dev }]) =>
        /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && !basename(path).startsWith('linux-'),
    )
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)));
};
