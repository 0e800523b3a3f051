import { changedButNotSignalled, writeGuc } from '../../cluster/gs-guc.js';
import type { Host } from '../../cluster/host/host.js';
import { onEach, onNodes } from '../../cluster/on-nodes.js';
import { KEY_FOLDER, forgetRun, unlock } from '../../cluster/workspace.js';
import type { Before } from '../../domain/start/before.js';
import type { Datanode } from '../../domain/topology.js';
import type { Outcome } from '../contract.js';
import { correctStatus } from './status.js';
import { currentPrimary, hostOf, nodes, snapshotOf, type Work } from '../work.js';

type Parameter = Extract<Before, { kind: 'datanode parameter' }>;

/**
 * Step 9 on the primary: what step 4 raised is put back as it was, also where it was not set at all; the primary may be
 * another datanode by now, which then has the raised value too.
 * Twice: the same value again.
 */
export const restoreWalKeep = async (work: Work): Promise<Outcome> => {
  const remembered = work.scope.before.find(
    (before): before is Parameter => before.kind === 'datanode parameter' && before.parameter === 'wal_keep_segments',
  );
  if (remembered === undefined) return { said: 'wal_keep_segments was not changed' };
  const { datanode: id, value } = remembered;
  const shown = value ?? 'the default';
  work.log.debug('Starting restore wal_keep_segments default value.');
  work.log.say(`Starting reload wal_keep_segments value: {'${id}': '${shown}'}.`);
  const primary = await currentPrimary(work);
  const changed = snapshotOf(work).datanodes.filter((datanode) => datanode.id === id || datanode.id === primary.id);
  for (const datanode of changed) await putBack(work, datanode, value);
  work.log.say(`Successfully reload wal_keep_segments value: {'${id}': '${shown}'}.`);
  work.log.debug('Successfully restore wal_keep_segments default value.');
  return { said: `wal_keep_segments is ${shown} again` };
};

const putBack = async (work: Work, datanode: Datanode, value: string | null): Promise<void> => {
  const line = `[reload] shardNum [1] node [${datanode.nodeName}] wal_keep_segments value [${value ?? 'the default'}].`;
  work.log.debug(`Start ${line}`);
  try {
    const setting = { directory: datanode.dataDirectory, parameter: 'wal_keep_segments', value };
    await writeGuc(hostOf(work, datanode), 'reload', setting, work.signal);
  } catch (error) {
    if (!changedButNotSignalled(error)) throw error;
  }
  work.log.debug(`Successfully ${line}`);
};

/**
 * Step 9: gs_secure_files go from the data directories: they hold keys.
 * Twice: absent is fine.
 */
export const removeKeyFiles = async (work: Work): Promise<Outcome> => {
  const { datanodes } = snapshotOf(work);
  work.log.debug('Start clean gs secure dir.');
  await onEach(
    datanodes,
    ({ nodeName }) => nodeName,
    async (datanode) => {
      work.log.debug(`Starting clean instance ${datanode.id} gs secure dir.`);
      await hostOf(work, datanode).remove(`${datanode.dataDirectory}/${KEY_FOLDER}`);
      work.log.debug(`Successfully clean instance ${datanode.id} gs secure dir.`);
    },
  );
  work.log.debug('Finished clean gs secure dir.');
  return { said: `no ${KEY_FOLDER} in ${datanodes.length} data directories` };
};

/**
 * Step 9: the workspace belongs to no run any more and the cluster is unlocked. Status, configuration record and
 * backups stay for the other verbs, the status the same on every node.
 * Twice: absent is fine.
 */
export const closeWorkspace = async (work: Work): Promise<Outcome> => {
  const { status } = work.scope;
  await onNodes(nodes(work), async (host) => {
    if (status !== undefined) await correctStatus(host, status);
    await close(host, work.traceId);
  });
  return { said: 'the cluster is unlocked' };
};

/** The lock goes last: until then the original tool stays away. */
export const close = async (host: Host, traceId: string): Promise<void> => {
  await forgetRun(host);
  await unlock(host, traceId);
};
