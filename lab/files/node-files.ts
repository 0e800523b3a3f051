import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkOf } from '../network/network.js';
import { TOOLS } from '../tools/names.js';
import { LAB_VARIABLE, NODE_VARIABLE, type LabNode, type LabTopology } from '../topology.js';

/** The build of the product that every node has; its eighth-character commit id stands in line 3. */
export const VERSION = 'openGauss-lab-7.0.0-RC1\n92.947\nc0ffee42\n';

/** The same product of another build. */
export const otherVersion = (version: string | null): string =>
  (version ?? VERSION).split('\n').with(2, 'deadbeef').join('\n');

/** Everything of a node but its data: directories, environment, programs, files of CM. */
export const writeNodeFiles = (topology: LabTopology, node: LabNode): void => {
  const directories = [node.home, `${node.gaussHome}/bin`, node.gpHome, node.pgHost, `${node.gaussLog}/om`];
  for (const directory of [...directories, `${node.cmDir}/cm_server`, `${node.cmDir}/cm_agent`]) {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
  }
  writeFileSync(join(node.home, '.bashrc'), `export MPPDB_ENV_SEPARATE_PATH=${node.mpprc}\n`);
  writeFileSync(node.mpprc, `${environmentFile(topology, node).join('\n')}\n`);
  writeFileSync(join(node.gpHome, 'version.cfg'), VERSION);
  writeFileSync(
    join(node.cmDir, 'cm_server', 'cm_server.conf'),
    'backup_open = 0  # 0: primary cluster\nlog_dir = x\n',
  );
  writeFileSync(join(node.cmDir, 'cm_agent', 'cm_agent.conf'), 'agent_backup_open = 0\nlog_dir = x\n');
  for (const [tool, file] of Object.entries(TOOLS)) program(node, tool, toolScript(topology, file));
  program(node, 'gs_om', 'exec cm_ctl query -v\n');
  for (const [name, script] of Object.entries(networkOf(topology).programs(node))) program(node, name, script);
};

/** What the environment file of a cluster sets; the two last lines tell the stand-ins where they are. */
export const environmentOf = (topology: LabTopology, node: LabNode): Readonly<Record<string, string>> => ({
  GAUSSHOME: node.gaussHome,
  GPHOME: node.gpHome,
  PGHOST: node.pgHost,
  GAUSSLOG: node.gaussLog,
  GAUSS_ENV: '2',
  GS_CLUSTER_NAME: node.cluster,
  IP_TYPE: 'ipv4',
  [LAB_VARIABLE]: topology.directory,
  [NODE_VARIABLE]: node.name,
});

const environmentFile = (topology: LabTopology, node: LabNode): readonly string[] => [
  ...Object.entries(environmentOf(topology, node)).map(([name, value]) => `export ${name}=${value}`),
  `export PATH=${node.gaussHome}/bin:${node.gpHome}/script:$PATH`,
  `export LD_LIBRARY_PATH=${node.gaussHome}/lib`,
  `export PYTHONPATH=${node.gpHome}/lib`,
];

const program = (node: LabNode, name: string, script: string): void =>
  writeFileSync(join(node.gaussHome, 'bin', name), `#!/bin/sh\n${script}`, { mode: 0o755 });

const toolScript = ({ programs }: LabTopology, file: string): string =>
  `unset LD_LIBRARY_PATH\nexec '${programs.node}' '${join(programs.project, 'lab', 'tools', file)}' "$@"\n`;
