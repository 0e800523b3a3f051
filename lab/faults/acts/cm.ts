import { existsSync } from 'node:fs';
import { SdrError } from '../../../domain/errors.js';
import { manualStartFile } from '../../cm/files.js';
import { ask } from '../../cm/protocol.js';
import { startAgent } from '../../launch.js';
import { gone, signalAll } from '../../proc.js';
import { cmProcesses } from '../../processes.js';
import { CM_SERVER_PORT, nodeNamed, nodesOf, type LabNode, type LabTopology } from '../../topology.js';
import type { CmFault } from '../fault.js';
import type { Plan } from './plan.js';

/** Datanodes that run go on; nobody watches them. */
export const planCm = (topology: LabTopology, { of }: CmFault): Plan => {
  const nodes = nodesOf(topology)
    .filter(({ name, cluster }) => name === of || cluster === of)
    .filter((node) => cmProcesses(topology, node).length > 0);
  if (nodes.length === 0) throw new SdrError('E_LAB_FAULT', `CM of ${of} does not run`);
  return {
    kept: { kind: 'ended cm', nodes: nodes.map(({ name }) => name) },
    act: async () => {
      for (;;) {
        // An agent that is ended may just have started its cm_server.
        const pids = nodes.flatMap((node) => cmProcesses(topology, node));
        if (pids.length === 0) return;
        signalAll(pids, 'SIGKILL');
        await gone(pids);
      }
    },
  };
};

export const startCm = async (topology: LabTopology, names: readonly string[]): Promise<void> => {
  const nodes = names.map((name) => nodeNamed(topology, name));
  const ended = nodes.filter((node) => cmProcesses(topology, node).length === 0);
  await Promise.all(
    ended.map(async (node) => {
      await startAgent(topology, node);
      await serverAnswers(node);
    }),
  );
};

/** The agent starts its cm_server, unless the node was stopped by cm_ctl. */
const serverAnswers = async (node: LabNode): Promise<void> => {
  for (let tries = 0; tries < 200 && !existsSync(manualStartFile(node)); tries++) {
    const answers = await ask(node.ip, CM_SERVER_PORT, { kind: 'alive' }, 1_000).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
