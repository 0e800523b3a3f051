import { canReach, linkFaults } from '../faults/in-force.js';
import { linkOf } from '../network/link.js';
import { nodesOf } from '../topology.js';
import { option, parseOptions, runTool } from './tool.js';

/** ping: one echo between nodes of the lab, as the link between them lets it through. */
await runTool('ping', async ({ topology, node, argv, out }) => {
  const options = parseOptions(argv);
  const [name = ''] = options.rest;
  const target = nodesOf(topology).find((other) => [other.name, other.ip, other.dataIp].includes(name));
  if (target === undefined) {
    out(`ping: ${name}: Name or service not known\n`);
    return 2;
  }
  const across = target.cluster !== node.cluster;
  const there = linkOf(across ? linkFaults(topology.directory, node.cluster) : []);
  const back = linkOf(across ? linkFaults(topology.directory, target.cluster) : []);
  const lost =
    there.cut || there.drop || back.cut || back.drop || !canReach(topology.directory, node.name, target.name);
  const seconds = Number(option(options, '-w') ?? 4);
  await new Promise((resolve) => setTimeout(resolve, lost ? seconds * 1000 : there.delayMs + back.delayMs));
  out(`PING ${name} (${target.dataIp}) 56(84) bytes of data.\n`);
  if (!lost) out(`64 bytes from ${target.dataIp}: icmp_seq=1 ttl=64 time=${there.delayMs + back.delayMs + 0.05} ms\n`);
  out(
    `\n--- ${name} ping statistics ---\n1 packets transmitted, ${lost ? 0 : 1} received, ${lost ? 100 : 0}% packet loss, time 0ms\n`,
  );
  return lost ? 1 : 0;
});
