import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterPair, ClusterSide } from '../../domain/topology.js';

/** gs_sdr's JSON form of the pair, as a user writes it. */
export const jsonOf = ({ cluster, peer, local, remote }: ClusterPair): string => {
  const side = ({ port, shards }: ClusterSide) => ({ port, shards });
  return JSON.stringify({
    clusterName: cluster,
    remoteClusterName: peer,
    localClusterConf: side(local),
    remoteClusterConf: side(remote),
  });
};

/** A file of gs_sdr's JSON form, until it is removed. */
export interface TemporaryConfiguration {
  readonly path: string;
  remove(): Promise<void>;
}

export const temporaryConfiguration = async (pair: ClusterPair): Promise<TemporaryConfiguration> => {
  const directory = await mkdtemp(join(tmpdir(), 'sdr-configuration-'));
  const path = join(directory, 'cluster.json');
  await writeFile(path, jsonOf(pair));
  return { path, remove: () => rm(directory, { recursive: true }) };
};
