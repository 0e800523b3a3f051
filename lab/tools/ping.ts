import { wiringOf } from '../network/wiring.js';
import { nodesOf } from '../topology.js';
import { option, parseOptions, runTool } from './tool.js';

/** ping: one echo between nodes of the lab, as the network between them lets it through. */
void runTool('ping', async ({ topology, node, argv, out }) => {
  const options = parseOptions(argv);
  const [name = ''] = options.rest;
  const target = nodesOf(topology).find((other) => [other.name, other.ip, other.dataIp].includes(name));
  if (target === undefined) {
    out(`ping: ${name}: Name or service not known\n`);
    return 2;
  }
  const took = await wiringOf(topology).echo(node, target, Number(option(options, '-w') ?? 4) * 1000);
  const lost = took === undefined;
  out(`PING ${name} (${target.dataIp}) 56(84) bytes of data.\n`);
  if (!lost) out(`64 bytes from ${target.dataIp}: icmp_seq=1 ttl=64 time=${Number(took.toFixed(3))} ms\n`);
  out(
    `\n--- ${name} ping statistics ---\n1 packets transmitted, ${lost ? 0 : 1} received, ${lost ? 100 : 0}% packet loss, time 0ms\n`,
  );
  return lost ? 1 : 0;
});
