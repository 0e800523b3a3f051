import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { clusterJson, clusterXml } from './files/cluster-files.js';
import { writeNodeFiles } from './files/node-files.js';
import { HADR_USER, SAMPLE_DATABASE, openLab, type Lab } from './lab.js';
import type { Contents } from './postgres/create.js';
import { stagePrograms } from './staging.js';
import { LAB_CLUSTERS, LAB_VARIABLE, OUTGOING_PORT, layOut, nodesOf, type LabTopology } from './topology.js';
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

/** Makes a new lab and starts it; both clusters are Normal when this returns. What was in its directory is gone. */
export const labUp = async (options: LabOptions = {}): Promise<Lab> => {
  const { name = 'lab', bytes = DEFAULT_BYTES, say = () => undefined } = options;
  const directory = options.directory ?? labDirectory(name);
  prepareDirectory(directory);
  say(`making two clusters in ${directory}`);
  const user = labUser();
  const programs = await stagePrograms(directory, user);
  const ranges = await freeRanges();
  const topology = layOut({ name, directory, user, programs, ranges, basePort: 26_000 });
  writeFileSync(join(directory, 'lab.json'), JSON.stringify(topology, null, 1));
  const password = newPassword();
  writeFileSync(join(directory, 'hadr.password'), password, { mode: 0o600 });
  for (const node of nodesOf(topology)) writeNodeFiles(topology, node);
  for (const cluster of LAB_CLUSTERS) writeClusterFiles(topology, cluster);
  if (user.ids !== undefined) await giveNodes(topology);
  await Promise.all(
    LAB_CLUSTERS.map((cluster) =>
      createAs(topology, cluster, {
        hadrUser: HADR_USER,
        hadrPassword: password,
        database: SAMPLE_DATABASE,
        bytes: cluster === 'north' ? bytes : OTHER_BYTES,
      }),
    ),
  );
  const lab = openLab(directory);
  say('starting both clusters');
  await lab.start();
  await Promise.all(LAB_CLUSTERS.map((cluster) => untilNormal(lab, cluster)));
  return lab;
};

/** Ends the lab and removes its directory. */
export const labDown = async (lab: Lab): Promise<void> => {
  await lab.stop();
  rmSync(lab.directory, { recursive: true, force: true });
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

/** The first pair of address ranges where no other lab listens; claimed for good when the network starts. */
const freeRanges = async (): Promise<LabTopology['ranges']> => {
  for (let north = 10; north < 250; north += 2) {
    const probes = [`127.${north}.2.1`, `127.${north + 1}.2.1`];
    const free = await Promise.all(probes.map((address) => isFree(address, OUTGOING_PORT + 1)));
    if (free.every(Boolean)) return { north, south: north + 1 };
  }
  throw new Error('no free range of loopback addresses for a lab');
};

const isFree = (address: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
