import { otherCluster, type LabCluster, type LabNode, type LabTopology } from '../topology.js';

/** The cluster's install XML with the three parameters of streaming disaster recovery, and the names of both clusters. */
export const clusterXml = (topology: LabTopology, cluster: LabCluster): string => {
  const [first] = cluster.nodes;
  if (first === undefined) return '';
  const peer = topology.clusters[otherCluster(cluster.name)];
  const param = (name: string, value: string | number): string => `<PARAM name="${name}" value="${value}"/>`;
  const map = (nodes: readonly LabNode[]): string => nodes.map(({ ip, dataIp }) => `(${ip},${dataIp})`).join(',');
  const device = (node: LabNode): string =>
    [
      `    <DEVICE sn="${node.name}">`,
      ...[
        param('name', node.name),
        param('azName', 'AZ1'),
        param('azPriority', 1),
        param('backIp1', node.ip),
        param('sshIp1', node.ip),
        ...(node === first ? firstDevice(topology, cluster, peer, param, map) : []),
      ].map((line) => `      ${line}`),
      `    </DEVICE>`,
    ].join('\n');
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<ROOT>`,
    `  <CLUSTER>`,
    ...[
      param('clusterName', cluster.name),
      param('remoteClusterName', peer.name),
      param('nodeNames', cluster.nodes.map(({ name }) => name).join(',')),
      param('gaussdbAppPath', first.gaussHome),
      param('gaussdbLogPath', first.gaussLog),
      param('tmpMppdbPath', first.pgHost),
      param('gaussdbToolPath', first.gpHome),
      param('corePath', `${first.directory}/core`),
      param('backIp1s', cluster.nodes.map(({ ip }) => ip).join(',')),
    ].map((line) => `    ${line}`),
    `  </CLUSTER>`,
    `  <DEVICELIST>`,
    ...cluster.nodes.map(device),
    `  </DEVICELIST>`,
    `</ROOT>`,
    ``,
  ].join('\n');
};

const firstDevice = (
  topology: LabTopology,
  cluster: LabCluster,
  peer: LabCluster,
  param: (name: string, value: string | number) => string,
  map: (nodes: readonly LabNode[]) => string,
): readonly string[] => [
  param('cmsNum', 1),
  param('cmServerPortBase', 15_000),
  param('cmDir', cluster.nodes[0]?.cmDir ?? ''),
  param('dataNum', 1),
  param('dataPortBase', topology.basePort),
  param(
    'dataNode1',
    cluster.nodes
      .map(({ name, datanode }, index) => (index === 0 ? datanode.directory : `${name},${datanode.directory}`))
      .join(','),
  ),
  param('localStreamIpmap1', map(cluster.nodes)),
  param('remoteStreamIpmap1', map(peer.nodes)),
  param('remotedataPortBase', topology.basePort),
];

/** The same as gs_sdr's JSON form, with the names of both clusters beside it. */
export const clusterJson = (topology: LabTopology, cluster: LabCluster): string => {
  const side = ({ nodes }: LabCluster) => ({
    port: topology.basePort,
    shards: [nodes.map(({ ip, dataIp }) => ({ ip, dataIp }))],
  });
  const peer = topology.clusters[otherCluster(cluster.name)];
  return `${JSON.stringify(
    {
      clusterName: cluster.name,
      remoteClusterName: peer.name,
      localClusterConf: side(cluster),
      remoteClusterConf: side(peer),
    },
    null,
    2,
  )}\n`;
};
