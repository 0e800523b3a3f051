import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Lab } from '../../lab/index.js';

/** The project as another version of it would be installed: built elsewhere, with a number and a workflow bundle of its own. */
export const nextVersion = async ({ directory, topology }: Lab): Promise<string> => {
  const { project } = topology.programs;
  const root = join(directory, 'next');
  const dist = join(root, 'dist');
  await mkdir(root, { mode: 0o755 });
  await cp(project, dist, { recursive: true });
  await symlink(join(dirname(project), 'node_modules'), join(root, 'node_modules'));
  const description = JSON.parse(await readFile(join(dirname(project), 'package.json'), 'utf8')) as object;
  await writeFile(join(root, 'package.json'), JSON.stringify({ ...description, version: '99.0.0' }));
  // Its name has the version of the SDK.
  const name = (await readdir(dist)).find((file) => /^workflow-bundle.*\.js$/.test(file));
  const bundle = join(dist, name ?? 'workflow-bundle.js');
  await writeFile(bundle, `/* 99.0.0 */ ${await readFile(bundle, 'utf8')}`);
  return dist;
};
