import { shownAs } from '../cm/judge.js';
import type { ClusterStatus, InstanceFacts } from '../cm/protocol.js';
import type { LabNode } from '../topology.js';
import type { Tool } from './tool.js';

const RULE = `${'-'.repeat(71)}\n`;

const block = (tool: Tool, fields: Readonly<Record<string, string | number>>): void => {
  for (const [key, value] of Object.entries(fields)) tool.out(`${key.padEnd(26)}: ${value}\n`);
  tool.out('\n');
};

/** `query` and `query -v`: blocks of `key : value`; their order is relied upon by those who grep. */
export const printDetails = (tool: Tool, status: ClusterStatus, verbose: boolean): void => {
  tool.out(`${RULE}\n`);
  block(tool, { cluster_state: status.state, redistributing: 'No', balanced: 'Yes' });
  tool.out(RULE);
  if (!verbose) return;
  for (const node of tool.topology.clusters[tool.node.cluster].nodes) {
    tool.out('\n');
    block(tool, { node: node.id, node_name: node.name });
    block(tool, serverBlock(node, status));
    block(tool, datanodeBlock(node, status));
    tool.out(RULE);
  }
};

const serverBlock = (node: LabNode, status: ClusterStatus) => ({
  node: node.id,
  instance_id: node.id,
  node_ip: node.ip,
  data_path: `${node.cmDir}/cm_server`,
  type: 'CMServer',
  instance_state: status.nodes.find((entry) => entry.node === node.name)?.server ?? 'Down',
});

const instanceOf = (node: LabNode, status: ClusterStatus): InstanceFacts | undefined =>
  status.nodes.find((entry) => entry.node === node.name)?.facts?.instance;

const datanodeBlock = (node: LabNode, status: ClusterStatus) => {
  const instance = instanceOf(node, status);
  const { role, ha, reason } = shownAs(instance);
  const location = instance?.kind === 'up' ? instance.location : '0/0';
  return {
    node: node.id,
    instance_id: node.datanode.id,
    node_ip: node.ip,
    data_path: node.datanode.directory,
    type: 'Datanode',
    instance_state: role,
    static_connections: 2,
    HA_state: ha,
    ...(instance?.kind === 'building'
      ? buildFields(instance)
      : { reason, sender_sent_location: location, sync_state: 'Async' }),
  };
};

const buildFields = ({ doneBytes, totalBytes }: Extract<InstanceFacts, { kind: 'building' }>) => ({
  sync_state: 'Async',
  build_mode: 'Full',
  data_synchronized: `${doneBytes} B`,
  estimated_total_data: `${totalBytes} B`,
  process_schedule: `${totalBytes > 0 ? Math.min(100, Math.floor((doneBytes / totalBytes) * 100)) : 0}%`,
});

const LETTERS: Readonly<Record<string, string>> = {
  Primary: 'P',
  Standby: 'S',
  'Main Standby': 'S',
  'Cascade Standby': 'C',
};

/** `query -Cv…`: the tables people read; `w` puts each datanode on a line of its own. */
export const printTable = (tool: Tool, status: ClusterStatus, letters: string): void => {
  const { nodes } = tool.topology.clusters[tool.node.cluster];
  tool.out('[  CMServer State   ]\n\nnode           node_ip         instance                           state\n');
  tool.out(`${'-'.repeat(73)}\n`);
  for (const node of nodes) {
    const state = status.nodes.find((entry) => entry.node === node.name)?.server ?? 'Down';
    tool.out(`${node.id}  ${node.name} ${node.ip}   ${node.id}    ${node.cmDir}/cm_server ${state}\n`);
  }
  tool.out(
    `\n[   Cluster State   ]\n\ncluster_state   : ${status.state}\nredistributing  : No\nbalanced        : Yes\ncurrent_az      : AZ_ALL\n\n`,
  );
  tool.out('[  Datanode State   ]\n\nnode           node_ip         instance                             state\n');
  tool.out(`${'-'.repeat(90)}\n`);
  const rows = nodes.map((node) => {
    const { role, ha, reason } = shownAs(instanceOf(node, status));
    const port = letters.includes('p') ? ` ${node.datanode.port}` : '';
    const state = ha === 'Need repair' ? `${ha}(${reason})` : ha;
    return `${node.id}  ${node.name} ${node.ip}   ${node.datanode.id}${port}  ${node.datanode.directory} ${LETTERS[role] ?? 'S'} ${role} ${state}`;
  });
  tool.out(`${rows.join(letters.includes('w') ? '\n' : ' | ')}\n`);
};
