import type { Host } from '../cluster/host/host.js';
import type { Secret } from '../cluster/host/secret.js';
import type { Database } from '../cluster/statements.js';
import { queryCluster } from '../cluster/cm-ctl.js';
import { SdrError } from '../domain/errors.js';
import { traceIdOf } from '../domain/names.js';
import { REFUSED_IN_PASSWORDS } from '../domain/password.js';
import type { Progress } from '../domain/start/run-state.js';
import { primaryOf, type ClusterSnapshot, type Datanode, type NodeAddress } from '../domain/topology.js';
import type { StartScope } from './contract.js';
import type { Dependencies, GsSdrLog } from './deps.js';

/** An activity at work: what it was told, the nodes it may use, and how it tells of itself. */
export interface Work<Scope extends StartScope = StartScope> {
  readonly scope: Scope;
  readonly traceId: string;
  /** The run it works for, in the engine's names. */
  readonly run: { readonly workflowId: string; readonly runId: string };
  /** Aborted when the activity is cancelled, times out, or its worker shuts down. */
  readonly signal: AbortSignal;
  readonly log: GsSdrLog;
  readonly deps: Dependencies;
  /** What an earlier attempt of this activity left in its heartbeat. */
  readonly remembered: unknown;
  /** Kept in the heartbeat, for the next attempt and for whoever looks. */
  remember(value: unknown): void;
  /** Shown to whoever watches; told to the workflow now and then. */
  progress(key: string, progress: Omit<Progress, 'at'>): void;
}

/** The node that keeps the workspace. */
export const home = ({ scope, deps }: Work): Host => {
  if (scope.home === undefined) throw new SdrError('E_INTERNAL', 'no home node was chosen yet');
  return deps.host(scope.home.ip);
};

/** All nodes of the own cluster. */
export const nodes = ({ scope, deps }: Work): readonly Host[] => ownNodes(scope).map(({ ip }) => deps.host(ip));

export const ownNodes = ({ pair }: StartScope): readonly NodeAddress[] => pair.local.shards.flat();
export const peerNodes = ({ pair }: StartScope): readonly NodeAddress[] => pair.remote.shards.flat();

/** The snapshot of step 1, which belongs to the run. */
export const snapshotOf = ({ scope }: Work): ClusterSnapshot => {
  if (scope.snapshot === undefined) throw new SdrError('E_INTERNAL', 'no snapshot of the cluster was taken yet');
  return scope.snapshot;
};

/** The node of a datanode as the configuration has it: CM may show either of its addresses. */
export const addressOf = ({ scope }: Work, datanode: Datanode): NodeAddress => {
  const address = ownNodes(scope).find(({ ip, dataIp }) => datanode.nodeIp === ip || datanode.nodeIp === dataIp);
  if (address === undefined) {
    throw new SdrError('E_CONFIG_DIFFERS', `${datanode.nodeName} (${datanode.nodeIp}) is not in the configuration`);
  }
  return address;
};

export const hostOf = (work: Work, datanode: Datanode): Host => work.deps.host(addressOf(work, datanode).ip);

export const databaseOf = (work: Work, datanode: Datanode): Database => ({
  host: hostOf(work, datanode),
  port: work.scope.pair.local.port,
  signal: work.signal,
});

/** The primary datanode as it is now: it may have moved inside the cluster since the snapshot. */
export const currentPrimary = async (work: Work): Promise<Datanode> => {
  const primary = primaryOf(await queryCluster(home(work), work.signal));
  if (primary === undefined) throw new SdrError('E_NO_PRIMARY', 'cm_ctl query -v shows no primary datanode');
  return primary;
};

/** The datanode that becomes main standby: the primary of the snapshot. */
export const mainStandby = (work: Work): Datanode => {
  const datanode = primaryOf(snapshotOf(work));
  if (datanode === undefined)
    throw new SdrError('E_NO_PRIMARY', 'the snapshot of this start shows no primary datanode');
  return datanode;
};

/** @throws SdrError E_NO_CREDENTIALS: none, or one the tools would trip over */
export const hadrLogin = async ({
  scope,
  deps,
}: Work): Promise<{ readonly user: string; readonly password: Secret }> => {
  const user = scope.hadrUser;
  const password = await deps.passwordOf(user);
  if (REFUSED_IN_PASSWORDS.test(password.reveal()))
    throw new SdrError(
      'E_NO_CREDENTIALS',
      `the password of user ${user} begins with a dash or has a character that the tools refuse`,
    );
  return { user, password };
};

export const traceId = (scope: StartScope): string => traceIdOf(scope.firstRunId);
