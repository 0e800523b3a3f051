import type { DatanodeFacts, NodeFacts, SideFacts } from '../../domain/check/facts.js';
import { seen } from '../../domain/check/seen.js';
import type { Role } from '../../domain/roles.js';
import { nodesOf, type Datanode } from '../../domain/topology.js';
import { named, north, south } from './start-request.js';

/** A cluster with which nothing is wrong, ready to take the role. */
export const healthyFacts = (role: Role): SideFacts => {
  const [local, remote] = role === 'primary' ? [north, south] : [south, north];
  const [cluster, peer] = role === 'primary' ? ['north', 'south'] : ['south', 'north'];
  const datanodes = nodesOf(local).map(({ ip }, index): Datanode => ({
    id: 6001 + index,
    nodeId: index + 1,
    nodeName: `${cluster}${index + 1}`,
    nodeIp: ip,
    dataDirectory: '/data/dn',
    role: index === 0 ? 'Primary' : 'Standby',
    ha: 'Normal',
  }));
  return {
    pair: { cluster: named(cluster), peer: named(peer), local, remote },
    hadrUser: 'hadr',
    nodes: nodesOf(local).map((address): NodeFacts => ({
      address,
      environment: seen({ osUser: 'omm', pgHost: '/tmp/gauss' }),
      missingTools: seen([]),
      ownAddresses: seen([address.ip, address.dataIp]),
      commit: seen('c0ffee42'),
      clockAheadMs: seen(12),
      unwritable: seen([]),
      locks: seen([]),
      stepFiles: seen([]),
      status: seen('normal'),
      run: seen(null),
      upgradeFiles: seen([]),
      stopMark: seen(false),
      keyFiles: seen([]),
      towardsPeer: nodesOf(remote).map(({ dataIp }) => ({
        to: dataIp,
        port: 26001,
        pinged: seen(true),
        connected: seen(true),
      })),
    })),
    cm: {
      state: seen('Normal'),
      datanodes: seen(datanodes),
      servers: seen(
        datanodes.map(({ nodeId, nodeName }) => ({
          id: nodeId,
          nodeName,
          state: nodeId === 1 ? 'Primary' : 'Standby',
        })),
      ),
      agents: seen(datanodes.map(({ nodeName }) => ({ nodeName, backupOpen: seen('0') }))),
      backupOpen: seen(null),
    },
    datanodes: seen(
      datanodes.map((datanode, index): DatanodeFacts => {
        const address = nodesOf(local)[index]!;
        const others = nodesOf(local).filter(({ ip }) => ip !== address.ip);
        return {
          datanode,
          address,
          settings: seen(SETTINGS),
          replConnInfo: seen([
            ...others.map(({ dataIp }, slot) => ({
              slot: slot + 1,
              kind: 'own cluster' as const,
              localhost: address.dataIp,
              remotehost: dataIp,
            })),
            ...[3, 4, 5].map((slot) => ({ slot, kind: 'free' as const })),
          ]),
          refusals: seen([]),
          disk: seen({ path: '/data/dn', sizeBytes: 100 * GB, availableBytes: 80 * GB }),
          walDisk: seen({ path: '/data/dn/pg_xlog', sizeBytes: 100 * GB, availableBytes: 80 * GB }),
        };
      }),
    ),
    primary: {
      contents: seen({ databases: [{ name: 'postgres', bytes: 10 * GB }], sessions: [] }),
      slots: seen([{ name: 'dn_6002', logical: false, active: true }]),
      senders: seen(2),
      walBytesPerSecond: seen(1024),
    },
    hadr: { password: seen('strong'), user: seen('yes'), login: seen('let in'), stored: seen(false) },
    action: seen(null),
  };
};

export const GB = 1024 ** 3;

const SETTINGS = {
  port: '26000',
  enable_dcf: 'off',
  wal_level: 'hot_standby',
  synchronous_commit: 'on',
  synchronous_standby_names: '*',
  most_available_sync: 'on',
  wal_keep_segments: '16',
  max_wal_senders: '16',
  max_replication_slots: '8',
  default_transaction_read_only: 'off',
  stream_cluster_run_mode: 'cluster_primary',
};

/** The same cluster, but for its first node. */
export const withNode = (facts: SideFacts, change: Partial<NodeFacts>): SideFacts => ({
  ...facts,
  nodes: facts.nodes.map((node, index) => (index === 0 ? { ...node, ...change } : node)),
});

/** But for its first datanode, the primary. */
export const withDatanode = (facts: SideFacts, change: Partial<DatanodeFacts>): SideFacts => ({
  ...facts,
  datanodes: seen(datanodesIn(facts).map((entry, index) => (index === 0 ? { ...entry, ...change } : entry))),
});

export const withSettings = (facts: SideFacts, change: Readonly<Record<string, string>>): SideFacts =>
  withDatanode(facts, { settings: seen({ ...SETTINGS, ...change }) });

export const datanodesIn = ({ datanodes }: SideFacts): readonly DatanodeFacts[] =>
  datanodes.kind === 'seen' ? datanodes.value : [];

/** But for what CM shows of its second datanode. */
export const withShown = (facts: SideFacts, change: Partial<Datanode>): SideFacts => ({
  ...facts,
  cm: {
    ...facts.cm,
    datanodes: seen(
      datanodesIn(facts).map(({ datanode }, index) => (index === 1 ? { ...datanode, ...change } : datanode)),
    ),
  },
});
