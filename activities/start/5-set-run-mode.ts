import { ddbGet, ddbPut, isCmDown, stopNode } from '../../cluster/cm-ctl.js';
import { checkGucEverywhere, writeGucEverywhere } from '../../cluster/gs-guc.js';
import type { Host } from '../../cluster/host/host.js';
import { onEach } from '../../cluster/on-nodes.js';
import { rememberBefore } from '../../cluster/workspace.js';
import type { Before } from '../../domain/start/before.js';
import { NODE_STOP_LIMIT } from '../../domain/start/parts.js';
import type { Outcome } from '../contract.js';
import { home, snapshotOf, type Work } from '../work.js';

const RUN_MODES = { primary: 'cluster_primary', disaster_standby: 'cluster_standby' } as const;
const FEW_DATANODES = 2;

/**
 * Step 5: stream_cluster_run_mode on all datanodes; with two datanodes or fewer the primary must go on without copies.
 * Twice: the same values; what they were before is remembered first.
 */
export const setRunMode = async (work: Work): Promise<Outcome> => {
  const mode = RUN_MODES[work.scope.role];
  const few = snapshotOf(work).datanodes.length <= FEW_DATANODES;
  const settings: readonly (readonly [string, string])[] = [
    ['stream_cluster_run_mode', mode],
    ...(few
      ? ([
          ['most_available_sync', 'on'],
          ['synchronous_commit', 'on'],
        ] as const)
      : []),
  ];
  const found = await Promise.all(settings.map(([parameter]) => valuesOf(work, parameter)));
  const before = await rememberBefore(home(work), found.flat());
  for (const [parameter, value] of settings) {
    await writeGucEverywhere(home(work), 'set', 'datanode', parameter, value, work.signal);
  }
  return { said: `the run mode is ${mode}`, before };
};

const valuesOf = async (work: Work, parameter: string): Promise<readonly Before[]> => {
  const values = await checkGucEverywhere(home(work), parameter, work.signal);
  return snapshotOf(work).datanodes.map(({ id, nodeName }) => ({
    kind: 'datanode parameter',
    datanode: id,
    parameter,
    value: values.get(nodeName) ?? null,
    until: 'undone',
  }));
};

/** 0: this cluster arbitrates its own primary. 2: it follows another cluster. */
export const BACKUP_OPEN = { primary: '0', disaster_standby: '2' } as const;

export const backupOpenKey = async (host: Host): Promise<string> =>
  `/${(await host.environment()).osUser}/CMServer/backup_open`;

/**
 * Step 5: backup_open in CM's store, which outranks cm_server's file.
 * Twice: the same value; what it was before is remembered first. A later entry may find CM stopped, by the next part of
 * this step: then the value was stored before that.
 */
export const setBackupOpen = async (work: Work): Promise<Outcome> => {
  const value = BACKUP_OPEN[work.scope.role];
  const stored = work.scope.before.some(({ kind }) => kind === 'ddb key');
  try {
    const host = home(work);
    const key = await backupOpenKey(host);
    const before = await rememberBefore(host, [{ kind: 'ddb key', key, value: await ddbGet(host, key, work.signal) }]);
    await ddbPut(host, key, value, work.signal);
    return { said: `${key} is ${value}`, before };
  } catch (error) {
    if (stored && isCmDown(error)) return { said: `backup_open was set to ${value} before CM was stopped` };
    throw error;
  }
};

/**
 * Step 5 on the disaster standby: CM and the datanodes of every node stop, and stay down.
 * Twice: a node that is stopped already is fine.
 */
export const stopCluster = async (work: Work): Promise<Outcome> => {
  const ids = [...new Map(snapshotOf(work).datanodes.map(({ nodeId, nodeName }) => [nodeId, nodeName]))];
  await onEach(
    ids,
    ([, name]) => name,
    ([id]) => stopNode(home(work), id, NODE_STOP_LIMIT, work.signal),
  );
  return { said: `${ids.length} nodes are stopped` };
};
