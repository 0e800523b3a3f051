import { setTimeout } from 'node:timers/promises';
import { queryClusterState, startClusterCommand } from '../../cluster/cm-ctl.js';
import { awaitJob, jobOutput, startJob, stopJob, type Job } from '../../cluster/host/job.js';
import { shown } from '../../cluster/host/secret.js';
import { seePeer } from '../../cluster/statements.js';
import { jobDirectory } from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import { CLUSTER_START_LIMIT } from '../../domain/start/parts.js';
import type { ClusterState } from '../../domain/topology.js';
import type { Outcome } from '../contract.js';
import { currentPrimary, databaseOf, home, peerNodes, type Work } from '../work.js';
import { isCalledOff } from './7-build/run-build.js';

/**
 * Step 8 on the disaster standby: CM starts the cluster and waits until it is Normal, for up to 7 days, as a detached
 * job on the home node.
 * Twice: a running job is adopted; starting a cluster that runs is fine.
 * @throws SdrError E_CLUSTER_START
 */
export const startCluster = async (work: Work): Promise<Outcome> => {
  const host = home(work);
  const job: Job = {
    directory: await jobDirectory(host, 'start_cluster'),
    key: `${work.scope.firstRunId}/${work.scope.entry}`,
    command: startClusterCommand(CLUSTER_START_LIMIT),
  };
  work.log.say('Starting the cluster.');
  work.log.debug(`Calling cm_ctl to start cluster, cmd=[${shown(job.command)}]`);
  const exitCode = await runJob(work, job);
  if (exitCode !== 0) {
    const said = (await jobOutput(host, job)).trim();
    throw new SdrError(
      'E_CLUSTER_START',
      exitCode === undefined ? 'the command was lost' : `exit status ${exitCode}; it said: ${said}`,
      {
        node: host.address,
        command: shown(job.command),
      },
    );
  }
  work.log.say('Successfully started primary instance. Please wait for standby instances.');
  work.log.say('Waiting cluster normal.');
  const state = await queryClusterState(host, work.signal);
  work.log.debug(`Checked cluster status is: ${state}.`);
  if (state !== 'Normal' && state !== 'Degraded') throw new SdrError('E_CLUSTER_START', `its state is ${state}`);
  work.log.say('Successfully started standby instances.');
  return { said: `the cluster is ${state}` };
};

const runJob = async (work: Work, job: Job): Promise<number | undefined> => {
  const host = home(work);
  const started = await startJob(host, job);
  if (started.kind === 'finished') return started.exitCode;
  if (started.kind === 'lost') return undefined;
  try {
    const onUnreachable = (why: string): void =>
      work.progress('start_cluster', { node: host.address, said: `not reachable: ${why}` });
    const end = await awaitJob(host, job, { signal: work.signal, onUnreachable });
    return end.kind === 'ended' ? end.exitCode : undefined;
  } catch (error) {
    if (isCalledOff()) await stopJob(host, job);
    throw error;
  }
};

/** One round lets the server itself wait this long for the main standby; then CM is asked again who the primary is. */
const ROUND_S = 5;

/** What a wait keeps in its heartbeat. */
interface Waited {
  readonly elapsedMs: number;
}

/**
 * Step 8 on the primary: waits for the main standby within --time-out. Each round finds the primary datanode anew, so
 * that a switchover inside the cluster is followed. The clock stands still while a base backup runs towards the peer: a
 * build that is alive is waited for, however long it takes. The time a lost worker cost does not count.
 * Twice: goes on with the time that is left.
 * @throws SdrError E_MAIN_STANDBY_TIMEOUT
 */
export const waitForMainStandby = async (work: Work): Promise<Outcome> => {
  const limitMs = work.scope.timeOutSeconds * 1000;
  let elapsedMs = waitedBefore(work.remembered).elapsedMs;
  work.log.say('Waiting for the main standby connection.');
  for (let round = 1; ; round++) {
    const began = Date.now();
    const left = limitMs - elapsedMs;
    const { connected, building, said } = await look(work, Math.min(ROUND_S, left / 1000));
    if (connected) {
      work.log.say('Main standby already connected.');
      return { said: `${said} after ${Math.round((elapsedMs + Date.now() - began) / 100) / 10} s of waiting` };
    }
    if (!building) elapsedMs += Date.now() - began;
    work.remember({ elapsedMs } satisfies Waited);
    if (elapsedMs >= limitMs) {
      work.log.error(
        `Failed to do check main standby connection. Because Waiting timeout: ${work.scope.timeOutSeconds}s`,
      );
      throw new SdrError(
        'E_MAIN_STANDBY_TIMEOUT',
        `no main standby connected in ${work.scope.timeOutSeconds} s; ${said}`,
      );
    }
  }
};

/** A round that fails (no primary now, no answer) is a round without a main standby; it takes its time too. */
const look = async (work: Work, seconds: number) => {
  const began = Date.now();
  try {
    const primary = await currentPrimary(work);
    const peers = peerNodes(work.scope).map(({ dataIp }) => dataIp);
    const seen = await seePeer(databaseOf(work, primary), peers, seconds);
    const connected = seen.hadrRows > 0 && seen.asyncSenders > 0;
    logRound(work, primary.nodeName, primary.id, connected);
    return {
      connected,
      building: seen.backups > 0,
      said: connected
        ? `dn_${primary.id} streams to the main standby`
        : `dn_${primary.id} sees ${seen.hadrRows} main standbys, ${seen.backups} builds`,
    };
  } catch (error) {
    work.signal.throwIfAborted();
    await setTimeout(Math.max(0, seconds * 1000 - (Date.now() - began)), undefined, { signal: work.signal });
    return { connected: false, building: false, said: error instanceof Error ? error.message : String(error) };
  }
};

const logRound = (work: Work, node: string, id: number, connected: boolean): void => {
  const sql = 'select 1 from pg_catalog.gs_hadr_local_rto_and_rpo_stat();';
  work.log.debug(`Start check main standby connection with sql:${sql}.`);
  work.log.debug(`Node ${node} primary dn instanceId [${id}] Check main standby is connected with cmd:${sql}.`);
  work.log.debug(
    connected
      ? `Successfully check main standby connected primary dn on inst:[${id}].`
      : `Retry check main standby connected on inst:[${id}].`,
  );
};

const waitedBefore = (remembered: unknown): Waited =>
  typeof remembered === 'object' && remembered !== null && 'elapsedMs' in remembered
    ? (remembered as Waited)
    : { elapsedMs: 0 };

/** A disaster standby must be whole; a primary serves business also while one of its own standbys is away. */
const FIT: Readonly<Record<'primary' | 'disaster_standby', readonly ClusterState[]>> = {
  primary: ['Normal', 'Degraded'],
  disaster_standby: ['Normal'],
};
/** CM needs a moment to see what has just started. */
const SETTLE_MS = 10_000;
const SETTLE_PAUSE_MS = 500;

/**
 * Step 8: the cluster's state before its status becomes archive or recovery.
 * Twice: it only looks.
 * @throws SdrError E_NOT_RECOVERING
 */
export const checkClusterState = async (work: Work): Promise<Outcome> => {
  const deadline = Date.now() + SETTLE_MS;
  work.log.debug('Starting check CLuster status');
  for (;;) {
    const state = await queryClusterState(home(work), work.signal);
    work.log.debug(`Checked cluster status is:${state}`);
    if (FIT[work.scope.role].includes(state)) {
      work.log.say(`Successfully check cluster status is: ${state}.`);
      return { said: `the cluster is ${state}` };
    }
    if (Date.now() > deadline) throw new SdrError('E_NOT_RECOVERING', `its state is ${state}`);
    await setTimeout(SETTLE_PAUSE_MS, undefined, { signal: work.signal });
  }
};
