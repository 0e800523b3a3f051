import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { clusterJson, clusterXml } from './files/cluster-files.js';
import { writeNodeFiles } from './files/node-files.js';
import { HADR_USER, SAMPLE_DATABASE, openLab, type Lab } from './lab.js';
import type { Contents } from './postgres/create.js';
import { claimRanges, releaseRanges } from './ranges.js';
import { stagePrograms } from './staging.js';
import { LAB_CLUSTERS, LAB_VARIABLE, layOut, nodesOf, type LabTopology } from './topology.js';
import { asUser, labUser } from './user.js';

export interface LabOptions {
  /** Several labs on one machine have several names. */
  readonly name?: string;
  readonly directory?: string;
  /** Size of the sample data that a build will copy. */
  readonly bytes?: number;
  /** Told what takes time. */
  readonly say?: (sentence: string) => void;
}

const DEFAULT_BYTES = 64 * 1024 * 1024;
/** What the later standby cluster has before it is overwritten. */
const OTHER_BYTES = 4 * 1024 * 1024;

/** Where labs lie: short, because paths of sockets are limited, and with room, because /tmp may be memory. */
export const labDirectory = (name: string): string => join('/var/tmp', `durable-sdr-${process.getuid?.() ?? 0}`, name);

/** Makes a new lab and starts it; both clusters are Normal when this returns. One that cannot be made leaves nothing. */
export const labUp = async (options: LabOptions = {}): Promise<Lab> => {
  const { name = 'lab', say = () => undefined } = options;
  const directory = options.directory ?? labDirectory(name);
  prepareDirectory(directory);
  say(`making two clusters in ${directory}`);
  const topology = await layOutIn(directory, name);
  const lab = openLab(directory);
  try {
    await fillNodes(topology, lab.hadr.password, options.bytes ?? DEFAULT_BYTES);
    say('starting both clusters');
    await lab.start();
    await Promise.all(LAB_CLUSTERS.map((cluster) => untilNormal(lab, cluster)));
    return lab;
  } catch (error) {
    await labDown(lab);
    throw error;
  }
};

/** What every process of the lab must know, in its directory. */
const layOutIn = async (directory: string, name: string): Promise<LabTopology> => {
  const user = labUser();
  const programs = await stagePrograms(directory, user);
  const ranges = await claimRanges(directory);
  const topology = layOut({ name, directory, user, programs, ranges, basePort: 26_000 });
  writeFileSync(join(directory, 'hadr.password'), newPassword(), { mode: 0o600 });
  writeFileSync(join(directory, 'lab.json'), JSON.stringify(topology, null, 1));
  return topology;
};

const fillNodes = async (topology: LabTopology, hadrPassword: string, bytes: number): Promise<void> => {
  for (const node of nodesOf(topology)) writeNodeFiles(topology, node);
  for (const cluster of LAB_CLUSTERS) writeClusterFiles(topology, cluster);
  if (topology.user.ids !== undefined) await giveNodes(topology);
  const contents = (cluster: string): Contents => ({
    hadrUser: HADR_USER,
    hadrPassword,
    database: SAMPLE_DATABASE,
    bytes: cluster === 'north' ? bytes : OTHER_BYTES,
  });
  // Settled, so that a failure of one leaves no process of the other behind.
  const made = await Promise.allSettled(LAB_CLUSTERS.map((cluster) => createAs(topology, cluster, contents(cluster))));
  for (const result of made) if (result.status === 'rejected') throw result.reason;
};

/** Ends the lab and removes its directory. */
export const labDown = async (lab: Lab): Promise<void> => {
  await lab.stop();
  rmSync(lab.directory, { recursive: true, force: true });
  releaseRanges(lab.topology.ranges);
};

/** Waits as cm_ctl start does: until every datanode streams. */
export const untilNormal = async (lab: Lab, cluster: keyof Lab['clusters']): Promise<void> => {
  const [first] = lab.clusters[cluster].nodes;
  if (first === undefined) return;
  const { exitCode, stdout } = await lab.run(first, ['cm_ctl', 'start', '-t', '60']);
  if (exitCode !== 0) throw new Error(`cluster ${cluster} of the lab does not become Normal: ${stdout}`);
};

const prepareDirectory = (directory: string): void => {
  if (existsSync(join(directory, 'lab.json'))) throw new Error(`there is a lab in ${directory}: take it down first`);
  for (const path of [dirname(directory), directory]) {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    if (statSync(path).uid !== (process.getuid?.() ?? 0) && path === directory)
      throw new Error(`${path} belongs to somebody else`);
  }
  chmodSync(directory, 0o755);
};

/** gs_sdr's rule: no blanks and no shell characters; the product wants several kinds of characters. */
const newPassword = (): string => `Lab-${randomBytes(9).toString('base64url')}@7`;

const writeClusterFiles = (topology: LabTopology, name: 'north' | 'south'): void => {
  const cluster = topology.clusters[name];
  writeFileSync(cluster.xmlFile, clusterXml(topology, cluster));
  writeFileSync(cluster.jsonFile, clusterJson(topology, cluster));
  writeFileSync(cluster.dccFile, JSON.stringify({ '/lab/primary': cluster.nodes[0]?.name }), { mode: 0o600 });
};

const giveNodes = async ({ directory, user, clusters }: LabTopology): Promise<void> => {
  const paths = [...nodesOf({ clusters } as LabTopology).map(({ name }) => name), 'north.dcc', 'south.dcc'];
  for (const file of ['calls.jsonl', 'faults.json', 'network.json', 'lab.log']) {
    writeFileSync(join(directory, file), file === 'faults.json' ? '[]' : '');
    paths.push(file);
  }
  await execa('chown', ['-R', user.name, ...paths.map((path) => join(directory, path))], { cleanup: false });
  // Its processes write and rename files beside these.
  await execa('chown', [user.name, directory], { cleanup: false });
};

/** As the lab's user, in a process of its own: only root can be somebody else, and only as a whole. */
const createAs = async (topology: LabTopology, cluster: string, contents: Contents): Promise<void> => {
  await execa(topology.programs.node, [join(topology.programs.project, 'lab', 'postgres', 'create-main.js'), cluster], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: topology.directory, [LAB_VARIABLE]: topology.directory },
    extendEnv: false,
    cwd: topology.directory,
    input: JSON.stringify(contents),
    cleanup: false,
    ...asUser(topology.user),
  });
};
