import { setTimeout } from 'node:timers/promises';
import { queryClusterState, saysStarted, startClusterCommand } from '../../cluster/cm-ctl.js';
import { awaitJob, jobOutput, startJob, stopJob, type Job } from '../../cluster/host/job.js';
import { shown } from '../../cluster/host/secret.js';
import { onEach } from '../../cluster/on-nodes.js';
import { removeStopMark } from '../../cluster/stop-mark.js';
import { jobDirectory } from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import { saidOf } from '../../domain/start/log-lines.js';
import { CLUSTER_START_LIMIT } from '../../domain/start/parts.js';
import type { ClusterState } from '../../domain/topology.js';
import type { Outcome } from '../contract.js';
import { home, hostOf, snapshotOf, type Work } from '../work.js';
import { isCalledOff } from './7-build/run-build.js';
import { settledState } from './settled-state.js';

/**
 * Step 8 on the disaster standby: CM starts the cluster and waits until it is Normal, for up to 7 days, as a detached
 * job on the home node. A node that the command does not reach at first is started as soon as it is there again.
 * Twice: a running job is adopted; starting a cluster that runs is fine; a mark that is gone stays gone.
 * @throws SdrError E_CLUSTER_START
 */
export const startCluster = async (work: Work): Promise<Outcome> => bringUp(work, await startOf(work));

/** @param purpose tells apart what is started in one entry for different ends */
export const startOf = async (work: Work, purpose = ''): Promise<Job> => ({
  directory: await jobDirectory(home(work), 'start_cluster'),
  key: `${work.scope.firstRunId}/${work.scope.entry}${purpose}`,
  command: startClusterCommand(CLUSTER_START_LIMIT),
});

/** Runs the command that starts the cluster, or waits on for it. @throws SdrError E_CLUSTER_START */
export const bringUp = async (work: Work, job: Job): Promise<Outcome> => {
  const host = home(work);
  saidOf('startCluster').begun('').forEach(work.log.say);
  work.log.debug(`Calling cm_ctl to start cluster, cmd=[${shown(job.command)}]`);
  const running = runJob(work, job);
  const marks = takeStopMarks(work, running);
  marks.catch(() => undefined);
  const exitCode = await running;
  const said = (await jobOutput(host, job)).trim();
  if (exitCode !== 0 || !saysStarted(said)) {
    throw new SdrError(
      'E_CLUSTER_START',
      exitCode === undefined ? 'the command was lost' : `exit status ${exitCode}; it said: ${said}`,
      {
        node: host.address,
        command: shown(job.command),
      },
    );
  }
  await marks;
  const state = await queryClusterState(host, work.signal);
  work.log.debug(`Checked cluster status is: ${state}.`);
  if (state !== 'Normal' && state !== 'Degraded') throw new SdrError('E_CLUSTER_START', `its state is ${state}`);
  saidOf('startCluster').done('').forEach(work.log.say);
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

const MARK_PAUSE_MS = 2_000;

/** From every node, as soon as it can be reached; one that cannot be when the command has ended is an error. */
const takeStopMarks = async (work: Work, command: Promise<unknown>): Promise<void> => {
  let ended = false;
  const end = command.catch(() => undefined).then(() => (ended = true));
  await onEach(
    snapshotOf(work).datanodes,
    ({ nodeName }) => nodeName,
    async (datanode) => {
      const host = hostOf(work, datanode);
      for (;;) {
        const last = ended;
        try {
          await removeStopMark(host);
          return;
        } catch (error) {
          if (last || !(error instanceof SdrError)) throw error;
          work.progress('start_cluster', { node: host.address, said: error.message });
        }
        await Promise.race([end, setTimeout(MARK_PAUSE_MS)]);
      }
    },
  );
};

/** A disaster standby must be whole; a primary serves business also while one of its own standbys is away. */
const FIT: Readonly<Record<'primary' | 'disaster_standby', readonly ClusterState[]>> = {
  primary: ['Normal', 'Degraded'],
  disaster_standby: ['Normal'],
};

/**
 * Step 8: the cluster's state before its status becomes archive or recovery.
 * Twice: it only looks.
 * @throws SdrError E_NOT_RECOVERING
 */
export const checkClusterState = async (work: Work): Promise<Outcome> => {
  work.log.debug('Starting check CLuster status');
  const fitting = FIT[work.scope.role];
  const state = await settledState(work, fitting);
  if (!fitting.includes(state)) throw new SdrError('E_NOT_RECOVERING', `its state is ${state}`);
  work.log.say(`Successfully check cluster status is: ${state}.`);
  return { said: `the cluster is ${state}` };
};
