import { setTimeout } from 'node:timers/promises';
import { canReach, linkFaults } from '../../faults/in-force.js';
import type { LabTopology } from '../../topology.js';
import { linkOf } from '../link.js';
import type { Wiring } from '../wiring.js';

/** A node's outgoing connections to node n leave through this port plus n, on its own data address. */
export const OUTGOING_PORT = 31_000;

/** The time of an echo that nothing delays. */
const ECHO_MS = 0.05;

export const proxyWiring = ({ directory }: Pick<LabTopology, 'directory'>): Wiring => ({
  // The network process carries them on from the node's own address.
  outgoing: (from, to) => ({ host: from.dataIp, port: OUTGOING_PORT + to.index }),
  // Proxies carry no echoes: the answer is what the faults let through.
  echo: async (from, to, limitMs) => {
    const across = to.cluster !== from.cluster;
    const there = linkOf(across ? linkFaults(directory, from.cluster) : []);
    const back = linkOf(across ? linkFaults(directory, to.cluster) : []);
    const lost = there.cut || there.drop || back.cut || back.drop || !canReach(directory, from.name, to.name);
    const delayMs = there.delayMs + back.delayMs;
    await setTimeout(lost ? limitMs : delayMs);
    return lost ? undefined : delayMs + ECHO_MS;
  },
});
