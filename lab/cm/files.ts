import { join } from 'node:path';
import { readJson, readText, writeAtomic } from '../files/atomic.js';
import { parameter } from '../files/parameter-file.js';
import type { LabCluster, LabNode } from '../topology.js';

/** Left by `cm_ctl stop`: agents keep the instances of the node down. */
export const manualStartFile = (node: LabNode): string => join(node.gaussHome, 'bin', 'cluster_manual_start');

export const serverPidFile = (node: LabNode): string => join(node.cmDir, 'cm_server', 'cm_server.pid');
export const agentPidFile = (node: LabNode): string => join(node.cmDir, 'cm_agent', 'cm_agent.pid');

export const agentConfiguration = (node: LabNode): string => join(node.cmDir, 'cm_agent', 'cm_agent.conf');
export const serverConfiguration = (node: LabNode): string => join(node.cmDir, 'cm_server', 'cm_server.conf');

/** 2: the agent belongs to a disaster cluster and starts no primary. */
export const agentBackupOpen = (node: LabNode): string =>
  parameter(readText(agentConfiguration(node)) ?? '', 'agent_backup_open') ?? '0';

/** The key in the store outranks the file of cm_server. */
export const isStreamingStandby = (cluster: LabCluster, node: LabNode, osUser: string): boolean => {
  const inStore = readDcc(cluster)[`/${osUser}/CMServer/backup_open`];
  return (inStore ?? parameter(readText(serverConfiguration(node)) ?? '', 'backup_open') ?? '0') === '2';
};

/** Which node's datanode is the primary; kept in the store so that it survives a stop of the cluster. */
export const DESIGNATED = '/lab/primary';

type Dcc = Readonly<Record<string, string>>;

export const readDcc = (cluster: LabCluster): Dcc => readJson<Dcc>(cluster.dccFile, {});

export const writeDcc = (cluster: LabCluster, store: Dcc): void =>
  writeAtomic(cluster.dccFile, JSON.stringify(store), 0o600);
