import { Context } from '@temporalio/activity';
import { queryCluster } from '../../cluster/cm-ctl.js';
import type { Host } from '../../cluster/host/host.js';
import { contents, mainStandbyStreams, rpoAndRto, standbyConnected } from '../../cluster/statements.js';
import { readProgressStat, readStatus } from '../../cluster/workspace.js';
import type { SideFacts } from '../../domain/check/facts.js';
import type { CheckRequest } from '../../domain/check/request.js';
import { SdrError } from '../../domain/errors.js';
import type { LookRequest, Overview, QueryAnswer } from '../../domain/looks.js';
import { isRelated } from '../../domain/status.js';
import { primaryOf, type ClusterSnapshot, type Datanode } from '../../domain/topology.js';
import { gatherFacts } from '../check/gather.js';
import type { Dependencies } from '../deps.js';
import { toFailure } from '../failure.js';
import { anyHost, hostOf, sessionsOfOthers } from './nodes.js';

/** Activities of the verbs that only look. They may run twice as they change nothing. */
export interface LookActivities {
  readonly lookOver: (request: LookRequest) => Promise<Overview>;
  readonly queryRelationship: (request: LookRequest) => Promise<QueryAnswer>;
  readonly gatherFacts: (request: CheckRequest) => Promise<SideFacts>;
}

export const createLookActivities = (deps: Dependencies): LookActivities => ({
  lookOver: (request) => look(request, () => lookOver(deps, request)),
  queryRelationship: (request) => look(request, () => queryRelationship(deps, request)),
  gatherFacts: (request) => look(request, () => gatherFacts(deps, request)),
});

/** Somebody waits for the answer: what may pass is tried again only this long. */
const RETRY_FOR_MS = 3_000;

export const look = async <T>({ pair }: LookRequest, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const failingMs = Date.now() - Context.current().info.scheduledTimestampMs;
    throw toFailure(error, pair.cluster, { failingMs, retryForMs: RETRY_FOR_MS });
  }
};

/** @throws SdrError E_ALREADY_RELATED, E_ALREADY_STANDBY_CLUSTER: such a cluster is not to be overwritten at all */
const lookOver = async (deps: Dependencies, request: LookRequest): Promise<Overview> => {
  const home = await anyHost(deps, request);
  const published = (await readStatus(home)) ?? '';
  if (isRelated(published)) throw new SdrError('E_ALREADY_RELATED', `its status is ${published}`);
  const snapshot = await queryCluster(home);
  const standby = snapshot.datanodes.find(({ role }) => role === 'Main Standby' || role === 'Cascade Standby');
  if (standby !== undefined)
    throw new SdrError('E_ALREADY_STANDBY_CLUSTER', `dn_${standby.id} on ${standby.nodeName} is a ${standby.role}`);
  const primary = primaryOf(snapshot);
  if (primary === undefined) throw new SdrError('E_NO_PRIMARY', 'cm_ctl query -v shows no primary datanode');
  const host = hostOf(deps, request, primary);
  const { databases, sessions } = await contents({ host, port: request.pair.local.port });
  const lastWrite = await lastWriteOf(host, primary);
  return {
    databases,
    sessions: sessionsOfOthers(request, sessions),
    ...(lastWrite && { lastWrite }),
  };
};

/** The newest file of the write-ahead log tells when something was last written. */
const lastWriteOf = async (host: Host, { dataDirectory }: Datanode): Promise<string | undefined> => {
  const newest = 'cd "$1" && stat -c %Y pg_xlog/* pg_wal/* 2>/dev/null | sort -n | tail -1';
  const result = await host.run(['sh', '-c', newest, 'sh', dataDirectory], { timeoutMs: 20_000 });
  const seconds = result.kind === 'exited' ? Number(result.stdout.trim()) : 0;
  return seconds > 0 ? new Date(seconds * 1000).toISOString() : undefined;
};

/** As gs_sdr: a published status that says something streams is checked again; nothing is written. */
const queryRelationship = async (deps: Dependencies, request: LookRequest): Promise<QueryAnswer> => {
  const host = await anyHost(deps, request);
  const published = (await readStatus(host)) ?? '';
  const stat = {
    hadrFailoverStat: await readProgressStat(host, 'failover'),
    hadrSwitchoverStat: await readProgressStat(host, 'switchover'),
  };
  const snapshot = isRelated(published) ? await queryCluster(host) : await queryCluster(host).catch(() => undefined);
  const now = snapshot === undefined ? {} : asNow(snapshot);
  if (snapshot !== undefined && published.startsWith('archive')) {
    const seen = await archiveNow(deps, request, snapshot);
    return { hadrClusterStat: seen.status, ...stat, rpo: seen.rpo, rto: seen.rto, ...now };
  }
  if (snapshot !== undefined && published.startsWith('recovery')) {
    const status = (await recoveringNow(deps, request, snapshot)) ? 'recovery' : 'recovery_fail';
    return { hadrClusterStat: status, ...stat, rpo: '', rto: '', ...now };
  }
  return { hadrClusterStat: published === '' ? 'normal' : published, ...stat, rpo: '', rto: '', ...now };
};

const asNow = ({ state, datanodes }: ClusterSnapshot): Pick<QueryAnswer, 'clusterState' | 'datanodes'> => ({
  clusterState: state,
  datanodes: datanodes.map(({ id, nodeName, role, ha, reason }) => ({
    id,
    node: nodeName,
    role,
    ha,
    ...(reason !== undefined && { reason }),
  })),
});

const isServing = ({ state }: ClusterSnapshot): boolean => state === 'Normal' || state === 'Degraded';

const archiveNow = async (deps: Dependencies, request: LookRequest, snapshot: ClusterSnapshot) => {
  const broken = { status: 'archive_fail', rpo: '', rto: '' } as const;
  const primary = primaryOf(snapshot);
  if (primary === undefined || !isServing(snapshot)) return broken;
  const database = { host: hostOf(deps, request, primary), port: request.pair.local.port };
  const [connected, lag] = await Promise.all([standbyConnected(database), rpoAndRto(database)]);
  if (!connected || lag === undefined) return broken;
  return { status: 'archive', rpo: String(lag.rpo), rto: String(lag.rto) } as const;
};

const recoveringNow = async (deps: Dependencies, request: LookRequest, snapshot: ClusterSnapshot): Promise<boolean> => {
  const main = snapshot.datanodes.find(({ role }) => role === 'Main Standby');
  if (main === undefined || !isServing(snapshot)) return false;
  return mainStandbyStreams({ host: hostOf(deps, request, main), port: request.pair.local.port });
};
