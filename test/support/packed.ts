import { execa } from 'execa';
import { chmod, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTemporalProgram } from '../../lab/temporal/find-program.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A project that somebody else keeps elsewhere, with the packed package in it. */
export interface Elsewhere {
  readonly directory: string;
  /** Runs a command there; `temporal` is on its PATH. */
  readonly run: (program: string, ...args: readonly string[]) => ReturnType<typeof start>;
  readonly remove: () => Promise<void>;
}

const start = (directory: string, path: string, program: string, args: readonly string[]) =>
  execa(program, args, { cwd: directory, env: { PATH: path }, reject: false, stdin: 'ignore', cleanup: false });

/** Copies a project of examples/ as it stands in a clone, and packs the package into it. */
export const projectElsewhere = async (example: string): Promise<Elsewhere> => {
  const directory = await mkdtemp(join(tmpdir(), `sdr-${example}-`));
  // The lab's user gets to what is installed here, and nothing need be copied for it.
  await chmod(directory, 0o755);
  const made = (path: string): boolean => ['node_modules', 'dist', 'reports'].includes(basename(path));
  await cp(join(root, 'examples', example), directory, {
    recursive: true,
    filter: (path) => !made(path) && !path.endsWith('.tgz'),
  });
  const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', directory], { cwd: root });
  await rename(join(directory, stdout.trim()), join(directory, 'durable-sdr.tgz'));
  const path = `${dirname(await findTemporalProgram())}:${process.env['PATH'] ?? ''}`;
  return {
    directory,
    run: (program, ...args) => start(directory, path, program, args),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
};
