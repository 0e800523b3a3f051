import { queryCluster } from '../../cluster/cm-ctl.js';
import type { Host } from '../../cluster/host/host.js';
import { onNodes } from '../../cluster/on-nodes.js';
import {
  dropBegun,
  isUnclaimed,
  lock,
  locksOn,
  makeWorkspace,
  readStatus,
  rememberBefore,
  stepFilesOn,
  workspaceOn,
  writeRunRecord,
  type RunRecord,
} from '../../cluster/workspace.js';
import { differencesOf } from '../../domain/config/differences.js';
import { SdrError } from '../../domain/errors.js';
import type { Before } from '../../domain/start/before.js';
import { isRelated } from '../../domain/status.js';
import type { Outcome } from '../contract.js';
import { home, nodes, type Work } from '../work.js';

/**
 * Step 1: takes the snapshot of the cluster and compares its nodes with the configuration.
 * Twice: it only looks.
 * @throws SdrError E_CONFIG_DIFFERS
 */
export const readCluster = async (work: Work): Promise<Outcome> => {
  const snapshot = await queryCluster(home(work), work.signal);
  const differences = differencesOf(work.scope.pair, snapshot);
  if (differences.length > 0) throw new SdrError('E_CONFIG_DIFFERS', differences.join('; '));
  const roles = snapshot.datanodes.map(({ nodeName, id, role }) => `${nodeName} dn_${id} ${role}`);
  return { said: `${snapshot.state}: ${roles.join(', ')}`, facts: { snapshot } };
};

/**
 * Step 1: makes streaming_cabin on all nodes, refuses while the original tool or another relationship holds the cluster,
 * and locks it against the original (`streaming_lock_<trace id>`).
 * Twice: looks again, makes what is missing, writes the same lock and record.
 * @throws SdrError E_ORIGINAL_LOCK, E_ORIGINAL_STEP_FILE, E_ALREADY_RELATED: before anything is made, but where another
 *   tool locked meanwhile
 */
export const openWorkspace = async (work: Work): Promise<Outcome> => {
  const all = nodes(work);
  await onNodes(all, (host) => refuseForeign(host, work.traceId));
  await refuseRelated(work);
  const made = (await onNodes(all, workspaceToMake)).flat();
  const record = recordOf(work);
  const before = await openHome(work, made);
  await onNodes(all, async (host) => {
    await makeWorkspace(host);
    await lock(host, work.traceId);
    await writeRunRecord(host, record);
  });
  // Two tools may have locked at the same moment: whoever sees the other's lock gives way.
  await onNodes(all, (host) => refuseForeign(host, work.traceId));
  return { said: `streaming_cabin is on ${all.length} nodes`, before };
};

/**
 * The home node knows first whose workspace it is and what will be made: whatever fails from here on can be undone. Until
 * it knows, nobody would take away what was made here but this.
 */
const openHome = async (work: Work, made: readonly Before[]): Promise<readonly Before[]> => {
  const host = home(work);
  try {
    await makeWorkspace(host);
    const before = await rememberBefore(host, made);
    await writeRunRecord(host, recordOf(work));
    return before;
  } catch (error) {
    const isNew = made.some((value) => value.kind === 'created files' && value.node === host.address);
    if (isNew) await dropBegun(host).catch(() => undefined);
    throw error;
  }
};

export const recordOf = ({ scope: { firstRunId }, run: { workflowId, runId } }: Work): RunRecord => ({
  workflowId,
  runId,
  firstRunId,
});

/** The workspace, where there is none yet. */
const workspaceToMake = async (host: Host): Promise<readonly Before[]> => {
  const { cabin } = await workspaceOn(host);
  return (await isUnclaimed(host)) ? [{ kind: 'created files', node: host.address, paths: [cabin] }] : [];
};

const refuseForeign = async (host: Host, traceId: string): Promise<void> => {
  const [steps] = await Promise.all([stepFilesOn(host), refuseLocks(host, traceId)]);
  if (steps.length > 0)
    throw new SdrError('E_ORIGINAL_STEP_FILE', `${steps.join(', ')} is in streaming_cabin`, { node: host.address });
};

/** @throws SdrError E_ORIGINAL_LOCK: a lock of another tool, or of another start */
export const refuseLocks = async (host: Host, traceId: string): Promise<void> => {
  const foreign = (await locksOn(host)).filter((id) => id !== traceId);
  if (foreign.length > 0)
    throw new SdrError('E_ORIGINAL_LOCK', `streaming_lock_${foreign.join(', streaming_lock_')} is there`, {
      node: host.address,
    });
};

/** Only a first entry asks: a start that failed late left archive_fail or recovery_fail itself. */
const refuseRelated = async (work: Work): Promise<void> => {
  const host = home(work);
  const published = (await readStatus(host)) ?? '';
  if (isRelated(published))
    throw new SdrError('E_ALREADY_RELATED', `its status is ${published}`, { node: host.address });
};
