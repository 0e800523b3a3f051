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
