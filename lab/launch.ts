import { rmSync } from 'node:fs';
import { agentPidFile } from './cm/files.js';
import { labProgram, startDetached } from './detached.js';
import { activeFaults } from './faults/active.js';
import { readText } from './files/atomic.js';
import { environmentOf } from './files/node-files.js';
import { networkOf } from './network/network.js';
import { nodesOf, type LabNode, type LabTopology } from './topology.js';

/** Starts the lab's own processes, network first; the agents then start cm_server and the datanodes. */
export const startProcesses = async (topology: LabTopology): Promise<void> => {
  await networkOf(topology).up();
  await startAgents(topology);
};

/** But where CM was ended by a fault. */
export const startAgents = async (topology: LabTopology): Promise<void> => {
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
    what: `cm_agent of ${node.name}`,
    launch: networkOf(topology).onNode(node, labProgram(topology, 'cm/agent.js'), topology.directory),
    variables: environmentOf(topology, node),
    isUp: () => readText(agentPidFile(node)) !== undefined,
  });
};
