import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf } from './files/node-files.js';
import { isAlive } from './postgres/instance.js';
import { stateFile } from './network/state.js';
import { LAB_VARIABLE, NODE_VARIABLE, nodesOf, type LabTopology } from './topology.js';
import { asUser, giveTo } from './user.js';
import { rmSync } from 'node:fs';

/** Starts the lab's own processes, network first; the agents then start cm_server and the datanodes. */
export const startProcesses = async (topology: LabTopology): Promise<void> => {
  rmSync(stateFile(topology.directory), { force: true });
  await startDetached(topology, 'network/main.js', { [LAB_VARIABLE]: topology.directory });
  await until(() => readable(stateFile(topology.directory)), 'the lab’s network does not start');
  for (const node of nodesOf(topology)) {
    await startDetached(topology, 'cm/agent.js', { ...environmentOf(topology, node), [NODE_VARIABLE]: node.name });
  }
};

const startDetached = (
  topology: LabTopology,
  file: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> => {
  const logFile = join(topology.directory, 'lab.log');
  const log = openSync(logFile, 'a');
  giveTo(topology.user, logFile);
  const child = spawn(topology.programs.node, [join(topology.programs.project, 'lab', file)], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: topology.directory, ...variables },
    cwd: topology.directory,
    stdio: ['ignore', log, log],
    detached: true,
    ...asUser(topology.user),
  });
  closeSync(log);
  child.unref();
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
};

const readable = (path: string): boolean => {
  try {
    return readFileSync(path).length > 0;
  } catch {
    return false;
  }
};

const until = async (condition: () => boolean, otherwise: string): Promise<void> => {
  for (let tries = 0; tries < 500; tries++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(otherwise);
};

/** A variable in the environment of processes that belong together, orphans among them. */
export interface Mark {
  readonly variable: string;
  readonly value: string;
}

const markOf = ({ directory }: Pick<LabTopology, 'directory'>): Mark => ({ variable: LAB_VARIABLE, value: directory });

/** Every process whose environment carries this lab's mark; but not the caller itself. */
export const processesOf = (topology: Pick<LabTopology, 'directory'>): readonly number[] => marked(markOf(topology));

const marked = ({ variable, value }: Mark): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOfProcess(pid).includes(`${variable}=${value}`));

const environmentOfProcess = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

export const endProcesses = (topology: LabTopology): Promise<void> => endMarked(markOf(topology));

/** Kills until nothing is left: a process may just have started another. */
export const endMarked = async (mark: Mark): Promise<void> => {
  await until(() => {
    const pids = marked(mark).filter(isAlive);
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Gone meanwhile.
      }
    }
    return pids.length === 0;
  }, `processes with ${mark.variable}=${mark.value} do not end`);
};
