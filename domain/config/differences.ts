import { nodesOf, type ClusterPair, type ClusterSnapshot } from '../topology.js';

/** In what the configuration differs from the cluster as CM shows it; CM may show either of a node's addresses. */
export const differencesOf = (
  { local }: Pick<ClusterPair, 'local'>,
  { datanodes }: Pick<ClusterSnapshot, 'datanodes'>,
): readonly string[] => {
  const configured = nodesOf(local);
  const has = (ip: string) => (node: { ip: string; dataIp: string }) => node.ip === ip || node.dataIp === ip;
  return [
    ...datanodes
      .filter(({ nodeIp }) => !configured.some(has(nodeIp)))
      .map(({ id, nodeName, nodeIp }) => `dn_${id} on ${nodeName} (${nodeIp}) is not in the configuration`),
    ...configured
      .filter(({ ip, dataIp }) => !datanodes.some(({ nodeIp }) => nodeIp === ip || nodeIp === dataIp))
      .map(({ ip }) => `the cluster has no datanode on ${ip}`),
  ];
};
