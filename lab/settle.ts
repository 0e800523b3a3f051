import { SdrError } from '../domain/errors.js';
import { ask, type ClusterStatus } from './cm/protocol.js';
import { canReach } from './faults/in-force.js';
import { networkOf } from './network/network.js';
import {
  CM_SERVER_PORT,
  LAB_CLUSTERS,
  type LabCluster,
  type LabClusterName,
  type LabNode,
  type LabTopology,
} from './topology.js';

/** As CM judges a cluster, unless there is no CM. */
export type ClusterState = ClusterStatus['state'] | 'CM down';

/** Asked of the primary cm_server; a node that is cut off knows least and is asked last. */
export const judgement = async (
  topology: LabTopology,
  { nodes: [first, ...others] }: LabCluster,
): Promise<ClusterStatus | undefined> => {
  const { directory } = topology;
  if (first === undefined || !networkOf(topology).isUp()) return undefined;
  const nodes = [first, ...others];
  const isCutOff = ({ name }: LabNode): boolean => !canReach(directory, name, 'elsewhere');
  for (const node of nodes.toSorted((a, b) => Number(isCutOff(a)) - Number(isCutOff(b)))) {
    try {
      const answer = await ask<ClusterStatus | { readonly state?: never }>(node.ip, CM_SERVER_PORT, { kind: 'status' });
      if (answer.state !== undefined) return answer;
    } catch {
      // Not this one.
    }
  }
  return undefined;
};

export type ClusterStates = Readonly<Partial<Record<LabClusterName, ClusterState>>>;

export const clusterStates = async (topology: LabTopology): Promise<ClusterStates> =>
  Object.fromEntries(
    await Promise.all(
      LAB_CLUSTERS.map(
        async (name) => [name, (await judgement(topology, topology.clusters[name]))?.state ?? 'CM down'] as const,
      ),
    ),
  );

const SETTLING_MS = 60_000;

/** Waits until a cluster is Normal that was, and until CM answers where it did: other states may have been passing. */
export const untilLike = async (topology: LabTopology, before: ClusterStates): Promise<void> => {
  const deadline = Date.now() + SETTLING_MS;
  for (;;) {
    const now = await clusterStates(topology);
    const late = LAB_CLUSTERS.filter((name) => !isLike(now[name], before[name]));
    if (late.length === 0) return;
    if (Date.now() > deadline) {
      const found = late.map((name) => `cluster ${name} is ${now[name] ?? ''}, not ${before[name] ?? ''}`);
      throw new SdrError('E_LAB_FAILED', found.join('; '));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const isLike = (now: ClusterState | undefined, before: ClusterState | undefined): boolean =>
  before === 'Normal' ? now === 'Normal' : before === undefined || before === 'CM down' || now !== 'CM down';
