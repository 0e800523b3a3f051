import { changedButNotSignalled, isRefusedForBuild, writeGuc, writeHba, type GucMode } from '../../cluster/gs-guc.js';
import { onEach, onNodes } from '../../cluster/on-nodes.js';
import { hbaLines, missingLines, replacedBy } from '../../cluster/pg-hba.js';
import { planSlots, slotName } from '../../cluster/replconninfo.js';
import { readSlots } from '../../cluster/read-slots.js';
import { rememberBefore, writeConfRecord } from '../../cluster/workspace.js';
import type { Before } from '../../domain/start/before.js';
import type { Datanode } from '../../domain/topology.js';
import type { Outcome } from '../contract.js';
import { ownFile } from './7-build/configuration-files.js';
import { addressOf, home, hostOf, nodes, ownNodes, peerNodes, snapshotOf, type Work } from '../work.js';

/** Until this step is recorded the datanodes run and can be told to read their files again. */
const DATANODES_STOPPED = 5;
/** Since this step is recorded a build may have emptied a data directory. */
const BUILDING = 6;

/**
 * Runs at every entry: both sides' configuration in `cluster_conf_record` on all nodes, for gs_sdr's other verbs.
 * Twice: the same text.
 */
export const recordConfiguration = async (work: Work): Promise<Outcome> => {
  await onNodes(nodes(work), (host) => writeConfRecord(host, work.scope.pair));
  return { said: 'cluster_conf_record is on all nodes' };
};

/**
 * Runs at every entry: pg_hba.conf of every datanode lets both clusters' nodes in.
 * Twice: only lines that are missing are added; those added are remembered before. Where a build has taken the file away,
 * the datanode's own one counts, not what the build has left.
 */
export const allowPeer = async (work: Work): Promise<Outcome> => {
  const added = await onDatanodes(work, (datanode) =>
    unlessHalfBuilt(work, () => allowOn(work, datanode), { lines: 0, before: [] }),
  );
  const count = added.reduce((sum, { lines }) => sum + lines, 0);
  return {
    said: count > 0 ? `${count} lines added to pg_hba.conf` : 'pg_hba.conf has all lines',
    before: added.flatMap(({ before }) => before),
  };
};

const allowOn = async (work: Work, datanode: Datanode) => {
  const host = hostOf(work, datanode);
  const { osUser } = await host.environment();
  const own = addressOf(work, datanode);
  const wanted = hbaLines({ osUser, own, nodes: ownNodes(work.scope), peers: peerNodes(work.scope) });
  const file = await ownFile(host, datanode, 'pg_hba.conf');
  if (file === undefined && work.scope.recorded >= BUILDING) return { lines: 0, before: [] };
  const text = file?.toString('utf8') ?? '';
  const missing = missingLines(text, wanted);
  if (missing.length === 0) return { lines: 0, before: [] };
  const replaced = replacedBy(text, missing);
  const before = await rememberOnHome(work, [
    { kind: 'pg_hba lines', datanode: datanode.id, added: missing, ...(replaced.length > 0 && { replaced }) },
  ]);
  await tellingIfUp(work, (mode) => writeHba(host, mode, datanode.dataDirectory, missing, work.signal));
  return { lines: missing.length, before };
};

/**
 * Runs at every entry: every datanode knows its own cluster's nodes as cascade and the peer's as another region, in
 * replconninfo1 to 8.
 * Twice: slots that have their value already are not written; what stood there before is remembered first.
 * @throws SdrError E_NO_FREE_REPLCONNINFO
 */
export const connectPeer = async (work: Work): Promise<Outcome> => {
  const changed = await onDatanodes(work, (datanode) =>
    unlessHalfBuilt(work, () => connectOn(work, datanode), { slots: 0, before: [] }),
  );
  const count = changed.reduce((sum, { slots }) => sum + slots, 0);
  return { said: `${count} replconninfo written`, before: changed.flatMap(({ before }) => before) };
};

const connectOn = async (work: Work, datanode: Datanode) => {
  const host = hostOf(work, datanode);
  const directory = datanode.dataDirectory;
  const { local, remote } = work.scope.pair;
  const found = await readSlots(host, directory, peerNodes(work.scope), work.signal);
  const link = {
    own: addressOf(work, datanode),
    ownPort: local.port,
    peers: peerNodes(work.scope),
    peerPort: remote.port,
  };
  const changes = planSlots(found, link).filter(({ slot, value }) => found[slot - 1] !== value);
  const before = await rememberOnHome(
    work,
    changes.map(({ slot }) => ({
      kind: 'datanode parameter',
      datanode: datanode.id,
      parameter: slotName(slot),
      value: found[slot - 1] ?? null,
      until: 'undone',
    })),
  );
  // One after the other: they all change one file.
  for (const { slot, value } of changes) {
    const setting = { directory, parameter: slotName(slot), value };
    await tellingIfUp(work, (mode) => writeGuc(host, mode, setting, work.signal), work.scope.role === 'primary');
  }
  return { slots: changes.length, before };
};

/** `reload` while the datanodes run, `set` once they are stopped; a datanode that is down meanwhile reads it when it starts. */
const tellingIfUp = async (work: Work, write: (mode: GucMode) => Promise<void>, reload = true): Promise<void> => {
  try {
    await write(reload && work.scope.recorded < DATANODES_STOPPED ? 'reload' : 'set');
  } catch (error) {
    if (!changedButNotSignalled(error)) throw error;
  }
};

/**
 * gs_guc touches no datanode whose build runs or did not end. It was configured before its first build, and a build keeps
 * postgresql.conf.
 */
const unlessHalfBuilt = async <T>(work: Work, change: () => Promise<T>, unchanged: T): Promise<T> => {
  try {
    return await change();
  } catch (error) {
    if (work.scope.recorded >= BUILDING && isRefusedForBuild(error)) return unchanged;
    throw error;
  }
};

const onDatanodes = <T>(work: Work, change: (datanode: Datanode) => Promise<T>): Promise<readonly T[]> =>
  onEach(snapshotOf(work).datanodes, ({ nodeName }) => nodeName, change);

const remembering = new Map<string, Promise<unknown>>();

/** One file remembers for all datanodes: its writers go one after the other. */
const rememberOnHome = async (work: Work, found: readonly Before[]): Promise<readonly Before[]> => {
  const key = work.scope.firstRunId;
  const turn = (remembering.get(key) ?? Promise.resolve()).then(() => rememberBefore(home(work), found));
  remembering.set(
    key,
    turn.catch(() => undefined),
  );
  await turn;
  return found;
};
