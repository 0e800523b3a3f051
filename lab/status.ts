import { shownAs } from './cm/judge.js';
import type { ClusterStatus } from './cm/protocol.js';
import { activeFaults } from './faults/active.js';
import { describeFault } from './faults/describe.js';
import type { Fault } from './faults/fault.js';
import { postmasterPid } from './postgres/instance.js';
import { processesOf } from './processes.js';
import { judgement, type ClusterState } from './settle.js';
import { snapshotsOf } from './snapshots.js';
import { LAB_CLUSTERS, type LabCluster, type LabClusterName, type LabNode, type LabTopology } from './topology.js';

/** What a lab is at this moment: the JSON of `sdr lab status --json`. */
export interface LabStatus {
  readonly name: string;
  readonly directory: string;
  /** Whether any of its processes runs. */
  readonly running: boolean;
  readonly clusters: readonly ClusterView[];
  readonly faults: readonly FaultView[];
  readonly snapshots: readonly string[];
}

export interface ClusterView {
  readonly name: LabClusterName;
  readonly state: ClusterState;
  readonly xml: string;
  readonly json: string;
  readonly nodes: readonly NodeView[];
}

export interface NodeView {
  readonly name: string;
  readonly ip: string;
  readonly dataIp: string;
  readonly cmServer: 'Primary' | 'Standby' | 'Down';
  /** As `cm_ctl query` shows them; without CM, whether the datanode's process is there. */
  readonly role: string;
  readonly state: string;
  /** Write-ahead log written or replayed up to here. */
  readonly location?: string;
}

export interface FaultView {
  readonly id: number;
  readonly description: string;
  readonly fault: Fault;
  readonly left?: number;
}

export const statusOf = async (topology: LabTopology): Promise<LabStatus> => ({
  name: topology.name,
  directory: topology.directory,
  running: processesOf(topology).length > 0,
  clusters: await Promise.all(LAB_CLUSTERS.map((name) => clusterView(topology, topology.clusters[name]))),
  faults: activeFaults(topology.directory).map(({ id, fault, left }) => ({
    id,
    description: describeFault(fault),
    fault,
    ...(left !== undefined && { left }),
  })),
  snapshots: snapshotsOf(topology.directory),
});

const clusterView = async (topology: LabTopology, cluster: LabCluster): Promise<ClusterView> => {
  const judged = await judgement(topology, cluster);
  return {
    name: cluster.name,
    state: judged?.state ?? 'CM down',
    xml: cluster.xmlFile,
    json: cluster.jsonFile,
    nodes: cluster.nodes.map((node) => nodeView(node, judged)),
  };
};

const nodeView = (node: LabNode, judged: ClusterStatus | undefined): NodeView => {
  const { name, ip, dataIp } = node;
  const seen = judged?.nodes.find((entry) => entry.node === name);
  const instance = seen?.facts?.instance;
  const shown = shownAs(instance);
  const unseen = { role: 'Unknown', state: postmasterPid(node) === undefined ? 'Down' : 'Unwatched' };
  return {
    name,
    ip,
    dataIp,
    cmServer: seen?.server ?? 'Down',
    ...(judged === undefined ? unseen : { role: shown.role, state: withReason(shown) }),
    ...(instance?.kind === 'up' && { location: instance.location }),
  };
};

const withReason = ({ ha, reason }: ReturnType<typeof shownAs>): string =>
  ha === 'Need repair' ? `${ha}(${reason})` : ha;
