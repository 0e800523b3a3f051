import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { SdrError } from '../domain/errors.js';
import { DEFAULT_BYTES, HADR_USER, OTHER_BYTES, SAMPLE_DATABASE } from './contents.js';
import { DESIGNATED } from './cm/files.js';
import {
  clearLabDirectory,
  finishLabDirectory,
  labDirectory,
  makeLabDirectory,
  placeOf,
  stateOf,
  topologyFile,
} from './directory.js';
import { mountDisks } from './disks.js';
import { faultsDirectory } from './faults/active.js';
import { nodeName } from './faults/values.js';
import { readText } from './files/atomic.js';
import { clusterJson, clusterXml } from './files/cluster-files.js';
import { writeNodeFiles } from './files/node-files.js';
import { labOf, type Lab } from './lab.js';
import { startAgents } from './launch.js';
import { withLock } from './lock.js';
import type { Contents } from './postgres/create.js';
import { SYSTEM_PATH } from './detached.js';
import { BEGINNINGS, networkOf, type NetworkKind } from './network/network.js';
import { endProcesses } from './processes.js';
import { untilLike } from './settle.js';
import { stagePrograms } from './staging.js';
import {
  LAB_CLUSTERS,
  LAB_VARIABLE,
  layOut,
  nodeNamed,
  nodesOf,
  readTopology,
  type LabCluster,
  type LabTopology,
  type LabUser,
} from './topology.js';
import { labUser } from './user.js';

export interface LabOptions {
  /** Several labs on one machine have several names. */
  readonly name?: string;
  readonly directory?: string;
  /** Size of the sample data that a build will copy. */
  readonly bytes?: number;
  /** Nodes that get a disk of their own, which can be full (root only). */
  readonly ownDisks?: readonly string[];
  /** What the nodes are: addresses of the loopback joined by proxies (by default), or, for root, machines of their own. */
  readonly network?: NetworkKind;
  /** Told what takes time. */
  readonly say?: (sentence: string) => void;
  /** Gives up; what there is by then is removed. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a new lab and starts it; both clusters are Normal when this returns. One that cannot be made leaves nothing; what
 * one has left that was killed while it was made is removed first.
 * @throws SdrError E_LAB_EXISTS, E_LAB_BUSY: somebody makes it now, E_LAB_NETNS, E_LAB_FAILED
 */
export const labUp = async (options: LabOptions = {}): Promise<Lab> => {
  const { name = 'lab', network = 'proxies', say = () => undefined } = options;
  await BEGINNINGS[network].require();
  const directory = placeOf(options.directory ?? labDirectory(name));
  const user = labUser();
  return withLock(directory, { doing: `making lab ${name}` }, async () => {
    const state = stateOf(directory);
    if (state === 'complete') throw new SdrError('E_LAB_EXISTS', `there is a lab ${name} in ${directory}`);
    if (state === 'unfinished') {
      say(`removing what is left of a lab that was never finished`);
      await clearLabDirectory(directory);
    }
    makeLabDirectory(directory);
    const making = make({ ...options, name, network, say, directory, user });
    try {
      await Promise.race([making, interruption(options.signal)]);
      finishLabDirectory(directory);
      return labOf(readTopology(directory));
    } catch (error) {
      const failure = asFailure(error, directory);
      await endMaking(making, directory);
      await clearLabDirectory(directory);
      throw failure;
    }
  });
};

/** Takes away each process that it starts, so that it does not get far. */
const endMaking = async (making: Promise<void>, directory: string): Promise<void> => {
  const isOver = (): Promise<boolean> =>
    Promise.race([
      making.then(
        () => true,
        () => true,
      ),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 50)),
    ]);
  while (!(await isOver())) await endProcesses({ directory });
};

const interruption = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    const interrupt = (): void => reject(new SdrError('E_LAB_FAILED', 'interrupted: nothing of it is left'));
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
  });

const asFailure = (error: unknown, directory: string): SdrError => {
  if (error instanceof SdrError) return error;
  const log = (readText(join(directory, 'lab.log')) ?? '').trimEnd().split('\n').slice(-5);
  return new SdrError('E_LAB_FAILED', [error instanceof Error ? error.message : String(error), ...log].join('\n  '));
};

const make = async (options: MakeOptions): Promise<void> => {
  const { directory, bytes = DEFAULT_BYTES, ownDisks = [], say } = options;
  say(`making two clusters in ${directory}`);
  const topology = await layOutIn(options);
  await mountDisks(
    ownDisks.map((node) => nodeNamed(topology, nodeName(topology, node))),
    bytes,
  );
  const hadrPassword = newPassword();
  await writeFiles(topology, hadrPassword);
  await networkOf(topology).up();
  await createDatanodes(topology, hadrPassword, bytes);
  say('starting both clusters');
  await startAgents(topology);
  await untilLike(topology, { north: 'Normal', south: 'Normal' });
};

type MakeOptions = LabOptions &
  Required<Pick<LabOptions, 'name' | 'directory' | 'network' | 'say'>> & { readonly user: LabUser };

/** What every process of the lab must know, in its directory. */
const layOutIn = async ({ directory, name, user, network: kind }: MakeOptions): Promise<LabTopology> => {
  const programs = await stagePrograms(directory, user);
  const network = await BEGINNINGS[kind].claim(directory);
  const topology = layOut({ name, directory, user, programs, network, basePort: 26_000 });
  writePublic(topologyFile(directory), JSON.stringify(topology, null, 1));
  return topology;
};

/** Whatever the umask says: the lab's user reads it. */
const writePublic = (path: string, text: string): void => {
  writeFileSync(path, text);
  chmodSync(path, 0o644);
};

const writeFiles = async (topology: LabTopology, hadrPassword: string): Promise<void> => {
  const { directory } = topology;
  writeFileSync(join(directory, 'hadr.password'), hadrPassword, { mode: 0o600 });
  mkdirSync(faultsDirectory(directory));
  for (const node of nodesOf(topology)) writeNodeFiles(topology, node);
  for (const cluster of LAB_CLUSTERS) writeClusterFiles(topology, cluster);
  await networkOf(topology).prepare();
  if (topology.user.ids !== undefined) await giveNodes(topology);
};

const createDatanodes = async (topology: LabTopology, hadrPassword: string, bytes: number): Promise<void> => {
  const contents = (cluster: string): Contents => ({
    hadrUser: HADR_USER,
    hadrPassword,
    database: SAMPLE_DATABASE,
    bytes: cluster === 'north' ? bytes : OTHER_BYTES,
  });
  // Settled, so that a failure of one leaves no process of the other behind.
  const made = await Promise.allSettled(
    LAB_CLUSTERS.map((cluster) => createOn(topology, topology.clusters[cluster], contents(cluster))),
  );
  for (const result of made) if (result.status === 'rejected') throw result.reason;
};

/** gs_sdr's rule: no blanks and no shell characters; the product wants several kinds of characters. */
const newPassword = (): string => `Lab-${randomBytes(9).toString('base64url')}@7`;

const writeClusterFiles = (topology: LabTopology, name: 'north' | 'south'): void => {
  const cluster = topology.clusters[name];
  writePublic(cluster.xmlFile, clusterXml(topology, cluster));
  writePublic(cluster.jsonFile, clusterJson(topology, cluster));
  writeFileSync(cluster.dccFile, JSON.stringify({ [DESIGNATED]: cluster.nodes[0]?.name }), { mode: 0o600 });
};

/** Its processes write and rename files beside these, so the directory is theirs too. */
const giveNodes = async ({ directory, user, clusters }: LabTopology): Promise<void> => {
  const nodes = LAB_CLUSTERS.flatMap((name) => clusters[name].nodes.map((node) => node.directory));
  const files = [...LAB_CLUSTERS.map((name) => clusters[name].dccFile), faultsDirectory(directory)];
  await execa('chown', ['-R', user.name, ...nodes, ...files], { cleanup: false });
  await execa('chown', [user.name, directory], { cleanup: false });
};

/** On its first node, as the lab's user, in a process of its own: only root can be somebody else, and only as a whole. */
const createOn = async (topology: LabTopology, cluster: LabCluster, contents: Contents): Promise<void> => {
  const { directory, programs } = topology;
  const [first] = cluster.nodes;
  if (first === undefined) return;
  const argv = [programs.node, join(programs.project, 'lab', 'postgres', 'create-main.js'), cluster.name];
  const launch = networkOf(topology).onNode(first, argv, directory);
  await execa(launch.program, launch.args, {
    ...launch.options,
    env: { PATH: SYSTEM_PATH, HOME: directory, [LAB_VARIABLE]: directory },
    extendEnv: false,
    input: JSON.stringify(contents),
    cleanup: false,
  });
};
