import type { Lab, LabCluster, LabNode } from '../../lab/index.js';

/** What an operator would type on the nodes, one tool after the other. */
export const typed = async (lab: Lab, node: LabNode, ...argv: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await lab.run(node, argv);
  if (exitCode !== 0)
    throw new Error(`${node.name}: ${argv.slice(0, 2).join(' ')} … → ${exitCode}: ${stdout}${stderr}`);
  return stdout;
};

/** Makes south the disaster standby of north, by the tools alone: a main standby and two cascades, all Normal. */
export const startByHand = async (lab: Lab): Promise<void> => {
  const { north, south } = lab.clusters;
  const [n1] = north.nodes as [LabNode];
  const [s1] = south.nodes as [LabNode];
  await Promise.all([makeKnown(lab, north, south, 'reload'), makeKnown(lab, south, north, 'set')]);
  await typed(lab, n1, ...datanode(n1, 'gs_guc', 'reload'), '-c', 'wal_keep_segments = 16384');
  await turnIntoStandbyCluster(lab, south);
  await buildMainStandby(lab, s1);
  await Promise.all(south.nodes.slice(1).map((node) => buildCascade(lab, node)));
  await typed(lab, s1, 'cm_ctl', 'start', '-t', '60');
};

const datanode = (node: LabNode, tool: string, verb: string): readonly string[] => [
  ...[tool, verb, '-Z', 'datanode', '-D', node.datanode.directory],
];

const makeKnown = async (lab: Lab, cluster: LabCluster, peer: LabCluster, mode: 'set' | 'reload'): Promise<void> => {
  const user = lab.topology.user.name;
  const lines = peer.nodes.flatMap(({ dataIp }) => [
    `host    all    ${user}    ${dataIp}/32    trust`,
    `host    replication    ${user}    ${dataIp}/32    trust`,
    `host    all    all    ${dataIp}/32    sha256`,
    `host    replication    all    ${dataIp.split('.').slice(0, 2).join('.')}.0.0/16    sha256`,
  ]);
  for (const node of cluster.nodes) {
    const file = ['-D', node.datanode.directory];
    await typed(lab, node, 'gs_guc', mode, ...file, ...lines.flatMap((line) => ['-h', line]));
    for (const [index, other] of peer.nodes.entries())
      await typed(lab, node, ...datanode(node, 'gs_guc', mode), '-c', crossRegion(node, other, 3 + index));
  }
};

const crossRegion = (own: LabNode, peer: LabNode, slot: number): string => {
  const p = own.datanode.port;
  return [
    `replconninfo${slot} = 'localhost=${own.dataIp} localport=${p + 1} localheartbeatport=${p + 5} localservice=${p + 4}`,
    `remotehost=${peer.dataIp} remoteport=${p + 1} remoteheartbeatport=${p + 5} remoteservice=${p + 4} iscascade=false iscrossregion=true'`,
  ].join(' ');
};

const turnIntoStandbyCluster = async (lab: Lab, cluster: LabCluster): Promise<void> => {
  const [node] = cluster.nodes as [LabNode];
  const everywhere = (component: string): readonly string[] => [
    ...['gs_guc', 'set', '-Z', component, '-N', 'all', '-I', 'all', '-c'],
  ];
  await typed(lab, node, ...everywhere('datanode'), "stream_cluster_run_mode = 'cluster_standby'");
  const key = `/${lab.topology.user.name}/CMServer/backup_open`;
  const put = await typed(lab, node, 'cm_ctl', 'ddb', '--put', key, '2');
  if (put !== 'cm_ctl: exec ddb --put command success.\ncm_ctl: \n') throw new Error(`ddb --put: ${put}`);
  for (const { id } of cluster.nodes) await typed(lab, node, 'cm_ctl', 'stop', '-n', String(id), '-m', 'i', '-t', '60');
  await typed(lab, node, ...everywhere('cmserver'), 'backup_open=2');
  await typed(lab, node, ...everywhere('cmagent'), 'agent_backup_open=2');
};

const buildMainStandby = async (lab: Lab, node: LabNode): Promise<void> => {
  const { user, password } = lab.hadr;
  const D = node.datanode.directory;
  const mode = ['-M', 'hadr_main_standby'];
  const options = ['-r', '7200', '-q', '-Q', 'force_copy_from_local', '-U', user, '-P', password, '-t', '600'];
  // The build takes over the primary's pg_hba.conf, which knows nothing of this cluster's own nodes.
  await typed(lab, node, 'cp', `${D}/pg_hba.conf`, `${node.home}/pg_hba.conf`);
  await typed(lab, node, 'gs_ctl', 'build', '-D', D, ...mode, ...options);
  await typed(lab, node, 'cp', `${node.home}/pg_hba.conf`, `${D}/pg_hba.conf`);
  await typed(lab, node, 'gs_ctl', 'start', '-D', D, ...mode);
};

export const cascadeBuild = ({ datanode: { directory } }: LabNode): readonly string[] => [
  ...['gs_ctl', 'build', '-D', directory, '-M', 'cascade_standby', '-b', 'standby_full', '-r', '7200', '-t', '600'],
];

const buildCascade = (lab: Lab, node: LabNode): Promise<string> => typed(lab, node, ...cascadeBuild(node));
