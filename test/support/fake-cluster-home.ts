import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A home directory with an environment file, and a place for stand-in programs, as a node of a cluster has them. */
export interface FakeHome {
  readonly directory: string;
  readonly mpprc: string;
  /** Puts a shell script where the node finds programs. */
  program(name: string, script: string): Promise<void>;
  remove(): Promise<void>;
}

export const fakeHome = async (): Promise<FakeHome> => {
  const directory = await mkdtemp(join(tmpdir(), 'sdr-node-'));
  const mpprc = join(directory, 'mpprc');
  for (const name of ['app/bin', 'tool', 'tmp', 'log']) await mkdir(join(directory, name), { recursive: true });
  await writeFile(
    mpprc,
    [
      `echo noise from the environment file`,
      `export GAUSSHOME=${directory}/app GPHOME=${directory}/tool PGHOST=${directory}/tmp GAUSSLOG=${directory}/log/${userInfo().username}`,
      `export PATH=${directory}/app/bin:$PATH`,
      `export LC_ALL=zh_CN.UTF-8 LANGUAGE=zh_CN`,
    ].join('\n'),
  );
  await writeFile(join(directory, '.bashrc'), `echo noise from bashrc\nexport MPPDB_ENV_SEPARATE_PATH=${mpprc}\n`);
  return {
    directory,
    mpprc,
    program: async (name, script) => {
      const path = join(directory, 'app/bin', name);
      await writeFile(path, `#!/bin/bash\n${script}\n`);
      await chmod(path, 0o755);
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
};
