import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressesOf } from './network/addresses.js';

/**
 * What a lab consists of, as it stands in its `lab.json`: clusters, nodes, addresses, directories, programs. Every
 * process of the lab reads it; nothing about a node is written anywhere else.
 */
export const LAB_CLUSTERS = ['north', 'south'] as const;
export type LabClusterName = (typeof LAB_CLUSTERS)[number];

export const NODES_PER_CLUSTER = 3;

export interface LabNode {
  readonly cluster: LabClusterName;
  readonly name: string;
  /** Position among all nodes of the lab, from 0. */
  readonly index: number;
  /** The node's number in its cluster, from 1. */
  readonly id: number;
  /** Management and ssh. */
  readonly ip: string;
  /** Replication. */
  readonly dataIp: string;
  readonly directory: string;
  readonly home: string;
  readonly mpprc: string;
  readonly gaussHome: string;
  readonly gpHome: string;
  readonly pgHost: string;
  readonly gaussLog: string;
  readonly cmDir: string;
  readonly datanode: LabDatanode;
}

export interface LabDatanode {
  /** Instance id, 6001 and so on. */
  readonly id: number;
  readonly directory: string;
  /** Base port p; the HA port is p+1. */
  readonly port: number;
}

export interface LabCluster {
  readonly name: LabClusterName;
  readonly xmlFile: string;
  readonly jsonFile: string;
  /** CM's key-value store. */
  readonly dccFile: string;
  readonly nodes: readonly LabNode[];
}

export interface LabUser {
  readonly name: string;
  /** Only where the lab runs as root and its processes as somebody else. */
  readonly ids?: { readonly uid: number; readonly gid: number };
}

/** What the nodes are to each other and to this machine, and which addresses are theirs. */
export type LabNetwork =
  /** Pairs of loopback addresses, joined by proxies. Second number of both ranges: 127.<north>.…, 127.<south>.… */
  | { readonly kind: 'proxies'; readonly ranges: Readonly<Record<LabClusterName, number>> }
  /** Machines of their own, each in namespaces of the kernel. Third number of both ranges: 198.18.<range>.…, 198.19.<range>.… */
  | { readonly kind: 'namespaces'; readonly range: number };

export interface LabTopology {
  readonly name: string;
  readonly directory: string;
  readonly user: LabUser;
  /** Programs the lab's user can reach: node, the compiled project, PostgreSQL. */
  readonly programs: { readonly node: string; readonly project: string; readonly postgres: string };
  readonly network: LabNetwork;
  readonly basePort: number;
  readonly clusters: Readonly<Record<LabClusterName, LabCluster>>;
}

export const CM_SERVER_PORT = 15_000;
export const CM_AGENT_PORT = 15_100;

export const nodesOf = (topology: LabTopology): readonly LabNode[] =>
  LAB_CLUSTERS.flatMap((name) => topology.clusters[name].nodes);

export const nodeNamed = (topology: LabTopology, name: string): LabNode => {
  const node = nodesOf(topology).find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`the lab has no node ${name}`);
  return node;
};

export const otherCluster = (name: LabClusterName): LabClusterName => (name === 'north' ? 'south' : 'north');

/** Variables that mark every process of a lab, and tell the stand-ins which lab and node they serve. */
export const LAB_VARIABLE = 'SDR_LAB';
export const NODE_VARIABLE = 'SDR_LAB_NODE';

export const readTopology = (directory: string): LabTopology =>
  JSON.parse(readFileSync(join(directory, 'lab.json'), 'utf8')) as LabTopology;

export interface Layout {
  readonly name: string;
  readonly directory: string;
  readonly user: LabUser;
  readonly programs: LabTopology['programs'];
  readonly network: LabNetwork;
  readonly basePort: number;
}

/** Two clusters of three nodes below one directory. */
export const layOut = (layout: Layout): LabTopology => ({
  ...layout,
  clusters: { north: clusterOf('north', layout), south: clusterOf('south', layout) },
});

const clusterOf = (name: LabClusterName, layout: Layout): LabCluster => {
  const at = (file: string): string => join(layout.directory, `${name}.${file}`);
  const ids = Array.from({ length: NODES_PER_CLUSTER }, (_, index) => index + 1);
  return {
    name,
    xmlFile: at('xml'),
    jsonFile: at('json'),
    dccFile: at('dcc'),
    nodes: ids.map((id) => nodeOf(name, id, layout)),
  };
};

const nodeOf = (cluster: LabClusterName, id: number, { directory, network, basePort, user }: Layout): LabNode => {
  const name = `${cluster}${id}`;
  const at = (...parts: readonly string[]): string => join(directory, name, ...parts);
  return {
    cluster,
    name,
    id,
    index: LAB_CLUSTERS.indexOf(cluster) * NODES_PER_CLUSTER + id - 1,
    ...addressesOf(network, cluster, id),
    directory: at(),
    home: at('home'),
    mpprc: at('mpprc'),
    gaussHome: at('app'),
    gpHome: at('tool'),
    pgHost: at('tmp'),
    gaussLog: at('log', user.name),
    cmDir: at('cm'),
    datanode: { id: 6000 + id, directory: at('dn'), port: basePort },
  };
};
