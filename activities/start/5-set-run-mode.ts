import { ddbGet, ddbPut, isCmDown, stopNode } from '../../cluster/cm-ctl.js';
import { checkGucEverywhere, writeGucEverywhere } from '../../cluster/gs-guc.js';
import { gucValueOn } from '../../cluster/guc-values.js';
import type { Host } from '../../cluster/host/host.js';
import { onEach } from '../../cluster/on-nodes.js';
import { rememberBefore } from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import type { Before } from '../../domain/start/before.js';
import { NODE_STOP_LIMIT } from '../../domain/start/parts.js';
import type { Outcome } from '../contract.js';
import { home, hostOf, snapshotOf, type Work } from '../work.js';

const RUN_MODES = { primary: 'cluster_primary', disaster_standby: 'cluster_standby' } as const;
const FEW_DATANODES = 2;
const GO_ON_ALONE = ['most_available_sync', 'synchronous_commit'] as const;

/**
 * Step 5: stream_cluster_run_mode on all datanodes; with two datanodes or fewer the primary must go on without copies.
 * Twice: the same values; what they were before is remembered first.
 */
export const setRunMode = async (work: Work): Promise<Outcome> => {
  const mode = RUN_MODES[work.scope.role];
  const few = snapshotOf(work).datanodes.length <= FEW_DATANODES;
  const settings = [
    { parameter: 'stream_cluster_run_mode', value: mode, write: 'set' },
    ...(few ? GO_ON_ALONE.map((parameter) => ({ parameter, value: 'on', write: 'reload' }) as const) : []),
  ] as const;
  const before = await rememberBefore(home(work), await valuesOf(work, ...settings.map(({ parameter }) => parameter)));
  for (const { write, parameter, value } of settings) {
    try {
      await writeGucEverywhere(home(work), write, 'datanode', parameter, value, work.signal);
    } catch (error) {
      if (write === 'set' || !(error instanceof SdrError) || error.code !== 'E_COMMAND_FAILED') throw error;
      // A later entry may find the datanodes stopped, by the last part of this step.
      await writeGucEverywhere(home(work), 'set', 'datanode', parameter, value, work.signal);
    }
  }
  return { said: `the run mode is ${mode}`, before };
};

/** As the file of each datanode has them, to be put back there. */
export const valuesOf = async (work: Work, ...parameters: readonly string[]): Promise<readonly Before[]> => {
  const found: Before[] = [];
  // One after the other: of two gs_guc at one moment on a node the second may refuse (openGauss, elog.cpp).
  for (const parameter of parameters) {
    const values = await checkGucEverywhere(home(work), parameter, work.signal);
    for (const { id, nodeName } of snapshotOf(work).datanodes) {
      const value = gucValueOn(values, nodeName) ?? null;
      found.push({ kind: 'datanode parameter', datanode: id, parameter, value, until: 'undone' });
    }
  }
  return found;
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
 * Step 5 on the disaster standby: CM and the datanodes of every node stop, and stay down, also where CM runs alone: a
 * cm_server that is left would go on as the one of a primary cluster.
 * Twice: a node that is stopped already is fine.
 */
export const stopCluster = async (work: Work): Promise<Outcome> => {
  const { datanodes, otherNodes = [] } = snapshotOf(work);
  const places = new Map([
    ...otherNodes.map((id) => [id, home(work)] as const),
    ...datanodes.map((datanode) => [datanode.nodeId, hostOf(work, datanode)] as const),
  ]);
  await onEach(
    [...places],
    ([id]) => `node ${id}`,
    ([id, host]) => stopNode(host, id, NODE_STOP_LIMIT, work.signal),
  );
  return { said: `${places.size} nodes are stopped` };
};
