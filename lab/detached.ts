import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { SdrError } from '../domain/errors.js';
import { readText } from './files/atomic.js';
import type { Launch } from './network/network.js';
import { until } from './proc.js';
import type { LabTopology } from './topology.js';
import { asUser, giveTo } from './user.js';

/** What goes on when its starter has ended. */
export interface Detached {
  /** What it is called when it does not start. */
  readonly what: string;
  readonly launch: Launch;
  readonly variables: Readonly<Record<string, string>>;
  readonly isUp: () => boolean;
}

export const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The arguments that run a compiled file of lab/. */
export const labProgram = (
  { programs }: Pick<LabTopology, 'programs'>,
  file: string,
  ...args: readonly string[]
): readonly string[] => [programs.node, join(programs.project, 'lab', file), ...args];

/** On this machine itself, as the lab's user. */
export const onMachine = (
  { user, directory }: Pick<LabTopology, 'user' | 'directory'>,
  [program = '', ...args]: readonly string[],
): Launch => ({ program, args, options: { cwd: directory, ...asUser(user) } });

/** Returns when it is up. @throws SdrError E_LAB_FAILED with the end of what it said */
export const startDetached = async (
  { directory, user }: Pick<LabTopology, 'directory' | 'user'>,
  { what, launch, variables, isUp }: Detached,
): Promise<void> => {
  const path = join(directory, 'lab.log');
  const log = openSync(path, 'a');
  giveTo(user, path);
  const child = spawn(launch.program, launch.args, {
    ...launch.options,
    env: { PATH: SYSTEM_PATH, HOME: directory, ...variables },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  let ended = false;
  for (const event of ['exit', 'error']) child.once(event, () => (ended = true));
  const failed = (): string =>
    [`${what} of the lab does not start`, ...(readText(path) ?? '').trimEnd().split('\n').slice(-5)].join('\n  ');
  await until(() => ended || isUp(), failed);
  if (!isUp()) throw new SdrError('E_LAB_FAILED', failed());
};
