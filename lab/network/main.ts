import { watch } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { linkFaults } from '../faults.js';
import { writeAtomic } from '../files/atomic.js';
import { LAB_CLUSTERS, LAB_VARIABLE, nodesOf, readTopology, type LabClusterName, type LabNode } from '../topology.js';
import { outgoing } from '../postgres/instance.js';
import { OPEN, Pipe, carry, linkOf, type Link } from './link.js';
import { stateFile, type NetworkState } from './state.js';

/**
 * The lab's network: all TCP between nodes goes through this process. A connection to a node's HA port (p+1) is handed
 * to its PostgreSQL (p) with the caller's address as its source; a node's own connections leave from its data address,
 * so that pg_hba.conf means what it says. Between the clusters the faults of lab/faults.ts apply.
 */
const directory = process.env[LAB_VARIABLE] ?? '';
const topology = readTopology(directory);
const nodes = nodesOf(topology);

const links: Record<LabClusterName, Link> = { north: OPEN, south: OPEN };
const pipes: Readonly<Record<LabClusterName, Pipe>> = {
  north: new Pipe(() => links.north),
  south: new Pipe(() => links.south),
};
const inside = new Pipe(() => OPEN);

/** Connections between the clusters, to be broken when their direction is cut. */
const crossing = new Map<Socket, readonly LabClusterName[]>();

const applyFaults = (): void => {
  for (const cluster of LAB_CLUSTERS) links[cluster] = linkOf(linkFaults(directory, cluster));
  for (const [socket, clusters] of crossing)
    if (clusters.some((cluster) => links[cluster].cut)) socket.resetAndDestroy();
  writeAtomic(stateFile(directory), JSON.stringify({ pid: process.pid, links } satisfies NetworkState), 0o666);
};

const couple = (client: Socket, server: Socket, from: LabNode | undefined, to: LabNode): void => {
  const across = from !== undefined && from.cluster !== to.cluster;
  if (across) {
    for (const socket of [client, server]) {
      crossing.set(socket, [from.cluster, to.cluster]);
      socket.once('close', () => crossing.delete(socket));
    }
  }
  carry(client, server, across ? pipes[from.cluster] : inside);
  carry(server, client, across ? pipes[to.cluster] : inside);
};

/** Connects on towards a datanode; what cannot be reached is refused to the caller. */
const forward = (client: Socket, from: LabNode | undefined, to: LabNode, source: string): void => {
  const across = from !== undefined && from.cluster !== to.cluster;
  if (across && (links[from.cluster].cut || links[to.cluster].cut)) {
    client.resetAndDestroy();
    return;
  }
  client.on('error', () => undefined);
  client.setNoDelay(true);
  const server = connect({ host: to.dataIp, port: to.datanode.port, localAddress: source });
  server.setNoDelay(true);
  server.once('error', () => client.resetAndDestroy());
  server.once('connect', () => couple(client, server, from, to));
};

const nodeAt = (address: string | undefined): LabNode | undefined =>
  nodes.find(({ ip, dataIp }) => address === ip || address === dataIp);

const listen = (host: string, port: number, accept: (socket: Socket) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    createServer({ allowHalfOpen: true }, accept)
      .once('error', reject)
      .listen(port, host, () => resolve());
  });

const listeners = nodes.flatMap((node) => [
  ...[node.ip, node.dataIp].map((address) =>
    listen(address, node.datanode.port + 1, (socket) =>
      forward(socket, nodeAt(socket.remoteAddress), node, socket.remoteAddress ?? node.dataIp),
    ),
  ),
  ...nodes
    .filter((other) => other !== node)
    .map((other) => {
      const { host, port } = outgoing(node, other);
      return listen(host, port, (socket) => forward(socket, node, other, node.dataIp));
    }),
]);

await Promise.all(listeners);
applyFaults();
watch(directory, (_, name) => {
  if (name === 'faults.json') applyFaults();
});
process.send?.('ready');
process.on('SIGTERM', () => process.exit(0));
