import { writeAtomic } from '../files/atomic.js';
import {
  CM_AGENT_PORT,
  CM_SERVER_PORT,
  LAB_VARIABLE,
  NODE_VARIABLE,
  nodeNamed,
  readTopology,
  type LabNode,
} from '../topology.js';
import { DESIGNATED, isStreamingStandby, readDcc, serverPidFile, writeDcc } from './files.js';
import { judge, modeFor } from './judge.js';
import { askNode } from './ask-node.js';
import { serve, type ClusterStatus, type NodeFacts, type ServerRequest } from './protocol.js';

/**
 * cm_server: judges the cluster and keeps CM's key-value store. One runs on each node; the lowest one alive is the
 * primary and answers, the others point to it.
 */
const topology = readTopology(process.env[LAB_VARIABLE] ?? '');
const node = nodeNamed(topology, process.env[NODE_VARIABLE] ?? '');
const cluster = topology.clusters[node.cluster];
/** Read as it begins, and never again. */
const streaming = isStreamingStandby(cluster, node, topology.user.name);

const answer = async (request: ServerRequest): Promise<unknown> => {
  if (request.kind === 'alive') return node.name;
  const lower = await lowerServer();
  if (lower !== undefined) return { primaryServer: lower.name };
  switch (request.kind) {
    case 'status':
      return status();
    case 'mode for':
      return modeFor(request.node, readDcc(cluster)[DESIGNATED] ?? cluster.nodes[0]?.name ?? '');
    case 'ddb':
      return ddb(request);
  }
};

const alive = (other: LabNode): Promise<boolean> =>
  askNode<string>(topology, { from: node, to: other, port: CM_SERVER_PORT }, { kind: 'alive' }, 300).then(
    () => true,
    () => false,
  );

const lowerServer = async (): Promise<LabNode | undefined> => {
  for (const other of cluster.nodes.filter(({ id }) => id < node.id)) if (await alive(other)) return other;
  return undefined;
};

const status = async (): Promise<ClusterStatus> => {
  const nodes = await Promise.all(
    cluster.nodes.map(async (other) => {
      const way = { from: node, to: other, port: CM_AGENT_PORT };
      const facts = await askNode<NodeFacts>(topology, way, { kind: 'facts' }, 4_000).catch(() => undefined);
      const up = other.name === node.name || (await alive(other));
      const server = other.name === node.name ? 'Primary' : up ? 'Standby' : 'Down';
      return { node: other.name, server, ...(facts && { facts }) } as const;
    }),
  );
  return {
    primaryServer: node.name,
    nodes,
    state: judge(
      nodes.map(({ facts }) => facts),
      streaming,
    ),
  };
};

const ddb = (request: Extract<ServerRequest, { kind: 'ddb' }>): unknown => {
  const store = readDcc(cluster);
  const { [request.key]: found, ...rest } = store;
  switch (request.verb) {
    case 'get':
      return found ?? null;
    case 'delete':
      writeDcc(cluster, rest);
      return found ?? null;
    case 'put':
      writeDcc(cluster, { ...store, [request.key]: request.value ?? '' });
      return request.value;
  }
};

writeAtomic(serverPidFile(node), String(process.pid));
await serve<ServerRequest>(node.ip, CM_SERVER_PORT, answer);
