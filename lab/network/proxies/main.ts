import { mkdirSync, watch } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { faultsDirectory } from '../../faults/active.js';
import { writeAtomic } from '../../files/atomic.js';
import { LAB_VARIABLE, nodesOf, readTopology, type LabClusterName, type LabNode } from '../../topology.js';
import { conditionsOf, type Conditions } from '../conditions.js';
import { OPEN } from '../link.js';
import { Pipe, carry, pass } from './pipe.js';
import { stateFile, type NetworkState } from './state.js';
import { proxyWiring } from './wiring.js';

/**
 * The lab's network: all TCP between nodes goes through this process. A connection to a node's HA port (p+1) is handed
 * to its PostgreSQL (p) with the caller's address as its source; a node's own connections leave from its data address,
 * so that pg_hba.conf means what it says. Between the clusters, and around nodes that cannot be reached, faults apply.
 */
const directory = process.env[LAB_VARIABLE] ?? '';
const topology = readTopology(directory);
const nodes = nodesOf(topology);
const wiring = proxyWiring(topology);

let conditions: Conditions = { links: { north: OPEN, south: OPEN }, unreachable: [] };
const pipes: Readonly<Record<LabClusterName, Pipe>> = {
  north: new Pipe(() => conditions.links.north),
  south: new Pipe(() => conditions.links.south),
};
const inside = new Pipe(() => OPEN);

/** Where a connection comes from, when it comes from a node, and where it goes to. */
interface Way {
  readonly from: LabNode | undefined;
  readonly to: LabNode;
}

const connections = new Map<Socket, Way>();

const isBroken = ({ from, to }: Way): boolean => {
  const { links, unreachable } = conditions;
  if (from === to) return false;
  if ([from, to].some((node) => node !== undefined && unreachable.includes(node.name))) return true;
  return from !== undefined && from.cluster !== to.cluster && (links[from.cluster].cut || links[to.cluster].cut);
};

const pipesOf = ({ from, to }: Way): { readonly there: Pipe; readonly back: Pipe } =>
  from === undefined || from.cluster === to.cluster
    ? { there: inside, back: inside }
    : { there: pipes[from.cluster], back: pipes[to.cluster] };

const applyFaults = (): void => {
  conditions = conditionsOf(directory);
  for (const [socket, way] of connections) if (isBroken(way)) socket.resetAndDestroy();
  for (const pipe of Object.values(pipes)) pipe.changed();
  writeAtomic(stateFile(directory), JSON.stringify({ pid: process.pid, ...conditions } satisfies NetworkState), 0o666);
};

const register = (socket: Socket, way: Way): void => {
  connections.set(socket, way);
  socket.on('error', () => undefined);
  socket.setNoDelay(true);
  socket.once('close', () => connections.delete(socket));
};

/** Connects on towards a datanode; what cannot be reached is refused to the caller. */
const forward = (client: Socket, way: Way, source: string): void => {
  register(client, way);
  if (isBroken(way)) {
    client.resetAndDestroy();
    return;
  }
  const { there, back } = pipesOf(way);
  // A connection is made when a word has gone there and another one has come back.
  pass(there, client, () => pass(back, client, () => connectOn(client, way, source)));
};

const connectOn = (client: Socket, way: Way, source: string): void => {
  const { dataIp, datanode } = way.to;
  const server = connect({ host: dataIp, port: datanode.port, localAddress: source });
  register(server, way);
  const { there, back } = pipesOf(way);
  const refused = (): void => void client.resetAndDestroy();
  server.once('error', refused);
  server.once('connect', () => {
    server.off('error', refused);
    carry(client, server, there);
    carry(server, client, back);
  });
};

const nodeAt = (address: string | undefined): LabNode | undefined =>
  nodes.find(({ ip, dataIp }) => address === ip || address === dataIp);

const listen = (host: string, port: number, accept: (socket: Socket) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    createServer({ allowHalfOpen: true }, accept)
      .once('error', reject)
      .listen(port, host, () => resolve());
  });

const listeners = nodes.flatMap((to) => [
  ...[to.ip, to.dataIp].map((address) =>
    listen(address, to.datanode.port + 1, (socket) =>
      forward(socket, { from: nodeAt(socket.remoteAddress), to }, socket.remoteAddress ?? to.dataIp),
    ),
  ),
  ...nodes
    .filter((from) => from !== to)
    .map((from) => {
      const { host, port } = wiring.outgoing(from, to);
      return listen(host, port, (socket) => forward(socket, { from, to }, from.dataIp));
    }),
]);

await Promise.all(listeners);
mkdirSync(faultsDirectory(directory), { recursive: true });
watch(faultsDirectory(directory), applyFaults);
applyFaults();
process.on('SIGTERM', () => process.exit(0));
