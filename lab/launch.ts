import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SdrError } from '../domain/errors.js';
import { agentPidFile } from './cm/files.js';
import { activeFaults } from './faults/active.js';
import { readText } from './files/atomic.js';
import { environmentOf } from './files/node-files.js';
import { networkState, stateFile } from './network/state.js';
import { until } from './proc.js';
import { LAB_VARIABLE, NODE_VARIABLE, nodesOf, type LabNode, type LabTopology } from './topology.js';
import { asUser, giveTo } from './user.js';

/** Starts the lab's own processes, network first; the agents then start cm_server and the datanodes. */
export const startProcesses = async (topology: LabTopology): Promise<void> => {
  rmSync(stateFile(topology.directory), { force: true });
  await startDetached(topology, {
    file: 'network/main.js',
    variables: { [LAB_VARIABLE]: topology.directory },
    isUp: () => networkState(topology.directory) !== undefined,
  });
  const ended = activeFaults(topology.directory).flatMap(({ kept }) => (kept?.kind === 'ended cm' ? kept.nodes : []));
  await Promise.all(
    nodesOf(topology)
      .filter(({ name }) => !ended.includes(name))
      .map((node) => startAgent(topology, node)),
  );
};

/** Returns when the agent answers. */
export const startAgent = async (topology: LabTopology, node: LabNode): Promise<void> => {
  rmSync(agentPidFile(node), { force: true });
  await startDetached(topology, {
    file: 'cm/agent.js',
    variables: { ...environmentOf(topology, node), [NODE_VARIABLE]: node.name },
    isUp: () => readText(agentPidFile(node)) !== undefined,
  });
};

interface Program {
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly isUp: () => boolean;
}

/** Returns when it is up. @throws SdrError E_LAB_FAILED with the end of what it said */
const startDetached = async (topology: LabTopology, { file, variables, isUp }: Program): Promise<void> => {
  const path = join(topology.directory, 'lab.log');
  const log = openSync(path, 'a');
  giveTo(topology.user, path);
  const child = spawn(topology.programs.node, [join(topology.programs.project, 'lab', file)], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: topology.directory, ...variables },
    cwd: topology.directory,
    stdio: ['ignore', log, log],
    detached: true,
    ...asUser(topology.user),
  });
  closeSync(log);
  child.unref();
  let ended = false;
  for (const event of ['exit', 'error']) child.once(event, () => (ended = true));
  const failed = (): string =>
    [`${file} of the lab does not start`, ...(readText(path) ?? '').trimEnd().split('\n').slice(-5)].join('\n  ');
  await until(() => ended || isUp(), failed);
  if (!isUp()) throw new SdrError('E_LAB_FAILED', failed());
};
