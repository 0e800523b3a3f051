import { connect } from 'node:net';
import { wiringOf } from '../network/wiring.js';
import { nodesOf } from '../topology.js';
import { option, parseOptions, runTool } from './tool.js';

/**
 * nc -z: whether a port of another node takes a connection, over the lab's network and from the node's data address. The
 * network takes every connection and breaks those that do not get through: a word is exchanged to know.
 */
void runTool('nc', async ({ topology, node, argv, err }) => {
  const options = parseOptions(argv, ['-z']);
  const [host = '', port = ''] = options.rest;
  const target = nodesOf(topology).find(({ ip, dataIp }) => host === ip || host === dataIp);
  const isHaPort = target !== undefined && Number(port) === target.datanode.port + 1;
  if (!isHaPort || option(options, '-s') !== node.dataIp) {
    err('Ncat: Connection refused.\n');
    return 1;
  }
  const seconds = Number(option(options, '-w') ?? 10);
  const to = target === node ? { host: node.dataIp, port: Number(port) } : wiringOf(topology).outgoing(node, target);
  if (await answers(to, seconds)) return 0;
  err('Ncat: Connection refused.\n');
  return 1;
});

/** PostgreSQL answers a request for encryption with one letter, to everybody. */
function answers(to: { readonly host: string; readonly port: number }, seconds: number): Promise<boolean> {
  const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
  return new Promise((resolve) => {
    const socket = connect(to);
    const end = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(seconds * 1000, end(false));
    socket.once('connect', () => socket.write(sslRequest));
    socket.once('data', end(true));
    socket.once('error', end(false));
    socket.once('close', end(false));
  });
}
