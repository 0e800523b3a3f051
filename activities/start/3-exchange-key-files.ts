import { setTimeout } from 'node:timers/promises';
import { copySecureFiles } from '../../cluster/gs-ctl.js';
import { checkGuc } from '../../cluster/gs-guc.js';
import { KEY_FILES, keyDirectory } from '../../cluster/hadr-keys.js';
import type { Host } from '../../cluster/host/host.js';
import { reaches } from '../../cluster/network.js';
import { onEach } from '../../cluster/on-nodes.js';
import { dropSlot, logicalSlots, show } from '../../cluster/statements.js';
import { commitIn, commitOf } from '../../cluster/version.js';
import { KEY_FOLDER, rememberBefore, writeWalKeepRecord } from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import { haPort, type Datanode, type NodeAddress } from '../../domain/topology.js';
import type { Outcome } from '../contract.js';
import {
  addressOf,
  currentPrimary,
  databaseOf,
  hadrLogin,
  home,
  hostOf,
  mainStandby,
  peerNodes,
  snapshotOf,
  type Work,
} from '../work.js';
import { giveKeys } from './hadr-key-files.js';

const VERSION_FILE = 'version.cfg';
const USER_FILE = '.cluster_user_record';

/**
 * Step 3 on the primary: version, OS user and hadr keys in every datanode's data directory, where the other cluster can
 * fetch them over the replication connection.
 * Twice: the same files again.
 */
export const shareKeyFiles = async (work: Work): Promise<Outcome> => {
  const files = await filesToShare(home(work));
  const { datanodes } = snapshotOf(work);
  await onEach(
    datanodes,
    ({ nodeName }) => nodeName,
    async (datanode) => {
      const host = hostOf(work, datanode);
      const folder = `${datanode.dataDirectory}/${KEY_FOLDER}`;
      await host.makeDirectory(folder, 0o700);
      await Promise.all(files.map(([name, content]) => host.writeFile(`${folder}/${name}`, content, 0o600)));
    },
  );
  return { said: `${KEY_FOLDER} is in ${datanodes.length} data directories` };
};

const filesToShare = async (host: Host): Promise<readonly (readonly [string, Buffer | string])[]> => {
  const { gpHome, osUser } = await host.environment();
  const keys = await keyDirectory(host);
  const read = async (path: string): Promise<Buffer> => {
    const content = await host.readFile(path);
    if (content === undefined) throw new SdrError('E_KEY_FILES', `${path} is missing`, { node: host.address });
    return content;
  };
  return [
    [VERSION_FILE, await read(`${gpHome}/version.cfg`)],
    [USER_FILE, osUser],
    ...(await Promise.all(KEY_FILES.map(async (name) => [name, await read(`${keys}/${name}`)] as const))),
  ];
};

/**
 * Step 3 on the primary: what wal_keep_segments is, before step 4 raises it.
 * Twice: remembered once; the second time the value found may be this run's own, and is not taken.
 */
export const rememberWalKeep = async (work: Work): Promise<Outcome> => {
  const primary = await currentPrimary(work);
  const host = hostOf(work, primary);
  work.log.debug('Starting get wal_keep_segments default value.');
  const running = await show(databaseOf(work, primary), 'wal_keep_segments');
  const inFile = await checkGuc(host, primary.dataDirectory, 'wal_keep_segments', work.signal);
  const before = await rememberBefore(home(work), [
    { kind: 'datanode parameter', datanode: primary.id, parameter: 'wal_keep_segments', value: inFile, until: 'end' },
  ]);
  await writeWalKeepRecord(home(work), primary.id, running);
  return { said: `wal_keep_segments of dn_${primary.id} is ${running}${inFile === null ? ' by default' : ''}`, before };
};

/**
 * Step 3 on the disaster standby: its logical replication slots go with its data.
 * Twice: those that are left.
 */
export const dropLogicalSlots = async (work: Work): Promise<Outcome> => {
  const database = databaseOf(work, await currentPrimary(work));
  const slots = await logicalSlots(database);
  for (const slot of slots) await dropSlot(database, slot);
  return { said: slots.length > 0 ? `dropped ${slots.join(', ')}` : 'there are no logical replication slots' };
};

/** Between two rounds over all nodes of the peer. */
const PAUSE_MS = 500;

/**
 * Step 3 on the disaster standby: fetches gs_secure_files from whichever node of the primary cluster has them, trying
 * each until --time-out: the other side may be just at its step 3. The time that attempts took counts; the time a lost
 * worker cost does not.
 * Twice: fetched again into the same place.
 * @throws SdrError E_KEY_FILES with what the tool said last
 */
export const fetchKeyFiles = async (work: Work): Promise<Outcome> => {
  const spentBefore = typeof work.remembered === 'number' ? work.remembered : 0;
  const began = Date.now();
  const limitMs = work.scope.timeOutSeconds * 1000;
  work.log.debug('Start build key files from remote cluster.');
  for (;;) {
    const result = await fetchOnce(work);
    if (typeof result !== 'string') {
      const { ip } = addressOf(work, result);
      const directory = `${result.dataDirectory}/${KEY_FOLDER}`;
      return { said: `the key files came to ${result.nodeName}`, facts: { keyFiles: { node: ip, directory } } };
    }
    const spent = spentBefore + Date.now() - began;
    work.remember(spent);
    if (spent >= limitMs)
      throw new SdrError('E_KEY_FILES', `not obtained in ${work.scope.timeOutSeconds} s; last: ${result}`);
    await setTimeout(PAUSE_MS, undefined, { signal: work.signal });
  }
};

/** One round, the future main standby first. @returns the datanode that has them now, or what was said last */
const fetchOnce = async (work: Work): Promise<Datanode | string> => {
  const first = mainStandby(work);
  const datanodes = [first, ...snapshotOf(work).datanodes.filter(({ id }) => id !== first.id)];
  let said = '';
  for (const datanode of datanodes) {
    for (const peer of peerNodes(work.scope)) {
      const result = await fetchFrom(work, datanode, peer);
      if (result === 'copied') return datanode;
      said = result;
    }
  }
  return said;
};

const fetchFrom = async (work: Work, datanode: Datanode, peer: NodeAddress): Promise<string> => {
  const { local, remote } = work.scope.pair;
  const host = hostOf(work, datanode);
  const own = addressOf(work, datanode);
  if (!(await reaches(host, peer.dataIp, own.dataIp, work.signal)))
    return `no ping from ${own.dataIp} to ${peer.dataIp}`;
  const source = {
    ...(await hadrLogin(work)),
    directory: datanode.dataDirectory,
    localIp: own.dataIp,
    localPort: haPort(local.port),
    remoteIp: peer.dataIp,
    remotePort: haPort(remote.port),
  };
  const result = await copySecureFiles(host, source, work.signal);
  return result.kind === 'copied' ? 'copied' : result.said;
};

/**
 * Step 3 on the disaster standby: refuses another build of the product or another OS user, then takes the primary
 * cluster's hadr keys to all nodes.
 * Twice: reads the fetched files again while they are there; keys that are equal are not written. The files go last.
 * @throws SdrError E_VERSION_DIFFERS, E_OS_USER_DIFFERS
 */
export const adoptKeyFiles = async (work: Work): Promise<Outcome> => {
  const { keyFiles } = work.scope;
  if (keyFiles === undefined) throw new SdrError('E_INTERNAL', 'no key files were fetched yet');
  const from = work.deps.host(keyFiles.node);
  const read = (name: string) => from.readFile(`${keyFiles.directory}/${name}`);
  const version = await read(VERSION_FILE);
  if (version === undefined) return { said: 'the hadr keys of the primary cluster were taken before' };
  await refuseOtherProduct(home(work), version.toString('utf8'), (await read(USER_FILE))?.toString('utf8') ?? '');
  const keys = await Promise.all(KEY_FILES.map(read));
  const { before } = await giveKeys(work, keys);
  await from.remove(keyFiles.directory);
  return { said: 'every node has the hadr keys of the primary cluster', before };
};

const refuseOtherProduct = async (host: Host, remoteVersion: string, remoteUser: string): Promise<void> => {
  const { osUser } = await host.environment();
  const [ownCommit, remoteCommit] = [await commitOf(host), commitIn(remoteVersion)];
  if (ownCommit !== remoteCommit) {
    throw new SdrError(
      'E_VERSION_DIFFERS',
      `this cluster runs commit ${ownCommit}, the primary cluster ${remoteCommit}`,
    );
  }
  if (remoteUser.trim() !== osUser) {
    throw new SdrError(
      'E_OS_USER_DIFFERS',
      `this cluster runs as ${osUser}, the primary cluster as ${remoteUser.trim()}`,
    );
  }
};
