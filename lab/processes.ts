import {
  allPids,
  argumentsOfProcess,
  directoryOfProcess,
  environmentOfProcess,
  isAlive,
  programOf,
  signalAll,
  until,
} from './proc.js';
import { placeOfProcess } from './network/namespaces/place.js';
import { postmasterPid } from './postgres/instance.js';
import { releaseSharedMemory } from './postgres/shared-memory.js';
import { LAB_VARIABLE, NODE_VARIABLE, type LabNode, type LabTopology } from './topology.js';

/**
 * Every process of the lab but the caller itself: those whose environment carries its mark, orphans too, and those that
 * write over their environment: all of PostgreSQL's, and whatever is in namespaces of the lab's, sshd above all.
 */
export const processesOf = ({ directory }: Pick<LabTopology, 'directory'>): readonly number[] =>
  allPids().filter(
    (pid) =>
      pid !== process.pid &&
      (carries({ variable: LAB_VARIABLE, value: directory })(pid) ||
        (programOf(pid) === 'postgres' && directoryOfProcess(pid)?.startsWith(`${directory}/`) === true) ||
        placeOfProcess(directory, pid) !== undefined),
  );

/** A variable in the environment of processes that belong together, orphans among them. */
export interface Mark {
  readonly variable: string;
  readonly value: string;
}

const carries =
  ({ variable, value }: Mark) =>
  (pid: number): boolean =>
    environmentOfProcess(pid).includes(`${variable}=${value}`);

/** The postmaster first. */
export const datanodeProcesses = (topology: LabTopology, node: LabNode): readonly number[] => {
  const main = postmasterPid(node);
  if (main === undefined) return [];
  const inside = processesOf(topology).filter((pid) => directoryOfProcess(pid) === node.datanode.directory);
  return [main, ...inside.filter((pid) => pid !== main && programOf(pid) === 'postgres')];
};

/** cm_agent and cm_server of the node. */
export const cmProcesses = (topology: LabTopology, node: LabNode): readonly number[] =>
  processesOf(topology).filter(
    (pid) =>
      isAlive(pid) &&
      argumentsOfProcess(pid).some((argument) => argument.includes('/lab/cm/')) &&
      carries({ variable: NODE_VARIABLE, value: node.name })(pid),
  );

export const endProcesses = async (topology: Pick<LabTopology, 'directory'>): Promise<void> => {
  await endAll(() => processesOf(topology), `processes of the lab in ${topology.directory}`);
  releaseSharedMemory();
};

/** Ends all processes with the mark but the caller. */
export const endMarked = (mark: Mark): Promise<void> =>
  endAll(
    () => allPids().filter((pid) => pid !== process.pid && carries(mark)(pid)),
    `processes with ${mark.variable}=${mark.value}`,
  );

/** Kills until nothing is left: a process may just have started another. */
const endAll = (processes: () => readonly number[], what: string): Promise<void> =>
  until(
    () => {
      const pids = processes().filter(isAlive);
      signalAll(pids, 'SIGKILL');
      return pids.length === 0;
    },
    () => `${what} do not end: ${processes().join(', ')}`,
  );
