import { SdrError } from '../../../domain/errors.js';
import { gone, signalAll } from '../../proc.js';
import { datanodeProcesses } from '../../processes.js';
import { nodeNamed, type LabNode, type LabTopology } from '../../topology.js';
import type { DatanodeFault } from '../fault.js';
import type { Plan } from './plan.js';

/** Killed with everything it is at once, as the one process of an openGauss datanode is; its agent starts it again. */
export const planDatanode = (topology: LabTopology, { node: name, how }: DatanodeFault): Plan => {
  const node = nodeNamed(topology, name);
  const pids = running(topology, node);
  return how === 'kill'
    ? { act: () => kill(pids) }
    : { kept: { kind: 'stopped datanode', node: name }, act: () => stop(topology, node) };
};

const running = (topology: LabTopology, node: LabNode): readonly number[] => {
  const pids = datanodeProcesses(topology, node);
  if (pids.length > 0) return pids;
  const { cluster, name } = node;
  throw new SdrError('E_LAB_FAULT', `its datanode dn_${node.datanode.id} does not run`, { cluster, node: name });
};

const kill = async (pids: readonly number[]): Promise<void> => {
  signalAll(pids, 'SIGKILL');
  await gone(pids);
};

/** The postmaster comes first, so that it makes no more processes; those it made meanwhile come in the second round. */
const stop = (topology: LabTopology, node: LabNode): Promise<void> => {
  for (let round = 0; round < 2; round++) signalAll(datanodeProcesses(topology, node), 'SIGSTOP');
  return Promise.resolve();
};

export const continueDatanode = (topology: LabTopology, name: string): void =>
  signalAll(datanodeProcesses(topology, nodeNamed(topology, name)), 'SIGCONT');
