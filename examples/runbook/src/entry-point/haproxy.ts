import { execFile } from 'node:child_process';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Frontends } from './configuration.js';
import { reload } from './master.js';

const run = promisify(execFile);

/** The entry point of both regions' clients. */
export interface HAProxy {
  readonly frontends: Frontends;
  readonly configuration: () => Promise<string>;
  /** Twice: the same configuration again changes nothing for its clients. */
  readonly configure: (configuration: string) => Promise<void>;
}

export interface HAProxyFiles {
  readonly program: string;
  readonly file: string;
  readonly masterSocket: string;
}

export const haproxyAt = ({ program, file, masterSocket }: HAProxyFiles, frontends: Frontends): HAProxy => ({
  frontends,
  configuration: () => readFile(file, 'utf8'),
  configure: async (configuration) => {
    const next = `${file}.next`;
    await writeFile(next, configuration);
    // What HAProxy itself does not accept never gets into the place from which it may be started any time.
    await run(program, ['-c', '-f', next]);
    await rename(next, file);
    await reload(masterSocket);
  },
});
