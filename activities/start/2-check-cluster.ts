import { cmDataPaths } from '../../cluster/cm-ctl.js';
import { AGENT_MODE, readCmParameter } from '../../cluster/cm-files.js';
import { writeGucEverywhere } from '../../cluster/gs-guc.js';
import type { Host } from '../../cluster/host/host.js';
import { onEach, onNodes } from '../../cluster/on-nodes.js';
import { contents, show } from '../../cluster/statements.js';
import { rememberBefore, upgradeFiles, writeGucBackup } from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import type { Before } from '../../domain/start/before.js';
import type { Outcome } from '../contract.js';
import { valuesOf } from './5-set-run-mode.js';
import { settledState } from './settled-state.js';
import { sessionsOfOthers } from '../looks/nodes.js';
import { currentPrimary, databaseOf, hadrLogin, home, hostOf, nodes, snapshotOf, type Work } from '../work.js';

/**
 * Step 2: everything that must hold before anything lasting is changed.
 * Twice: it only looks.
 * @throws SdrError E_CLUSTER_NOT_NORMAL, E_ALREADY_STANDBY_CLUSTER, E_NO_CM, E_UPGRADE_RUNNING, E_DCF_ENABLED
 */
export const checkCluster = async (work: Work): Promise<Outcome> => {
  await refuseStandbyCluster(work);
  const state = await settledState(work, ['Normal']);
  if (state !== 'Normal') throw new SdrError('E_CLUSTER_NOT_NORMAL', `its state is ${state}`);
  await onNodes(nodes(work), refuseUpgrade);
  const dcf = await show(databaseOf(work, await currentPrimary(work)), 'enable_dcf');
  if (dcf !== 'off') throw new SdrError('E_DCF_ENABLED', `enable_dcf is ${dcf}`);
  return { said: 'the cluster is Normal and fit for disaster recovery' };
};

/** Main or cascade standbys, or an agent that starts no primary: this cluster is a disaster standby already. */
const refuseStandbyCluster = async (work: Work): Promise<void> => {
  const standby = snapshotOf(work).datanodes.find(({ role }) => role === 'Main Standby' || role === 'Cascade Standby');
  if (standby !== undefined) {
    throw new SdrError('E_ALREADY_STANDBY_CLUSTER', `dn_${standby.id} on ${standby.nodeName} is a ${standby.role}`);
  }
  const paths = await cmDataPaths(home(work), work.signal);
  await onEach(
    snapshotOf(work).datanodes,
    ({ nodeName }) => nodeName,
    (datanode) => refuseStandbyAgent(hostOf(work, datanode), paths(datanode.nodeId)),
  );
};

const refuseStandbyAgent = async (host: Host, cmDataPath: string): Promise<void> => {
  const mode = await readCmParameter(host, cmDataPath, AGENT_MODE);
  if (mode === '1' || mode === '2') {
    throw new SdrError('E_ALREADY_STANDBY_CLUSTER', `${cmDataPath}/${AGENT_MODE.file} sets ${AGENT_MODE.parameter}`, {
      node: host.address,
    });
  }
};

const refuseUpgrade = async (host: Host): Promise<void> => {
  const files = await upgradeFiles(host);
  if (files.length > 0)
    throw new SdrError('E_UPGRADE_RUNNING', `$PGHOST/binary_upgrade holds ${files.join(', ')}`, { node: host.address });
};

/**
 * Step 2 on the disaster standby, which needs the password only later: without one it had better not begin.
 * Twice: it only looks.
 * @throws SdrError E_NO_CREDENTIALS
 */
export const checkCredentials = async (work: Work): Promise<Outcome> => {
  const { user } = await hadrLogin(work);
  return { said: `the password of ${user} is known` };
};

/**
 * Step 2 on the disaster standby: somebody who knows the cluster's name wants its data overwritten, and nobody works on
 * it. Sessions of the clusters' own nodes are the product's.
 * Twice: it only looks.
 * @throws SdrError E_OVERWRITE_NOT_CONFIRMED, E_SESSIONS_CONNECTED
 */
export const confirmOverwrite = async (work: Work): Promise<Outcome> => {
  refuseUnconfirmed(work);
  const { databases, sessions } = await contents(databaseOf(work, await currentPrimary(work)));
  const business = sessionsOfOthers(work.scope, sessions);
  if (business.length > 0 && work.scope.overwrite?.despiteSessions !== true) {
    const who = business.map(({ user, database, address }) => `${user} in ${database} from ${address}`);
    throw new SdrError(
      'E_SESSIONS_CONNECTED',
      `${business.length} sessions are connected: ${who.slice(0, 5).join(', ')}`,
    );
  }
  return { said: `${databases.map(({ name }) => name).join(', ')} may be overwritten` };
};

/** @throws SdrError E_OVERWRITE_NOT_CONFIRMED: nobody who knows the cluster's name wants its data erased */
export const refuseUnconfirmed = ({ scope: { overwrite, pair } }: Work): void => {
  if (overwrite?.confirmed === pair.cluster) return;
  const typed = overwrite ? `confirmed was "${overwrite.confirmed}"` : 'nobody confirmed it';
  throw new SdrError('E_OVERWRITE_NOT_CONFIRMED', `this start erases all data of ${pair.cluster}, and ${typed}`);
};

/**
 * Step 2: synchronous_commit on and, with two datanodes or fewer, most_available_sync on, so that the primary goes on
 * when the copies are away, on every datanode: another one may be the primary soon. What was set before goes into
 * `.streaming_guc_backup` for gs_sdr's other verbs, and into this run's memory.
 * Twice: the value before is written down before it is changed, and never again.
 */
export const alignSettings = async (work: Work): Promise<Outcome> => {
  const primary = await currentPrimary(work);
  const database = databaseOf(work, primary);
  const few = snapshotOf(work).datanodes.length <= 2;
  const wanted = ['synchronous_commit', ...(few ? (['most_available_sync'] as const) : [])] as const;
  const found = await Promise.all(wanted.map(async (name) => ({ name, value: await show(database, name) })));
  const differing = found.filter(({ value }) => value !== 'on');
  const before = await rememberBefore(home(work), await valuesOf(work, ...differing.map(({ name }) => name)));
  const ofPrimary = before.filter((value) => value.kind === 'datanode parameter' && value.datanode === primary.id);
  await onNodes(nodes(work), (node) => writeGucBackup(node, gucBackup(found, ofPrimary, work.traceId)));
  for (const { name } of differing) {
    await writeGucEverywhere(home(work), 'reload', 'datanode', name, 'on', work.signal);
  }
  return {
    said: differing.length > 0 ? `set on: ${differing.map(({ name }) => name).join(', ')}` : 'the settings fit',
    before,
  };
};

/** On a second run the value found is this run's own: what is remembered counts. */
const gucBackup = (
  found: readonly { name: string; value: string }[],
  before: readonly Before[],
  traceId: string,
): string =>
  found
    .flatMap(({ name, value }) => {
      const known = before.find((entry) => entry.kind === 'datanode parameter' && entry.parameter === name);
      const old = known?.kind === 'datanode parameter' ? (known.value ?? 'off') : value;
      return old === 'on' ? [] : [`${name},${old},${traceId}\n`];
    })
    .join('');
