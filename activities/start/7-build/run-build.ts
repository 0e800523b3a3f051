import { Context } from '@temporalio/activity';
import { queryBuild, saysBuilt, stopDatanode } from '../../../cluster/gs-ctl.js';
import { tail } from '../../../cluster/host/failure.js';
import type { Host } from '../../../cluster/host/host.js';
import {
  awaitJob,
  jobOutput,
  jobState,
  startJob,
  stopJob,
  type Job,
  type JobState,
} from '../../../cluster/host/job.js';
import { shown, type Command } from '../../../cluster/host/secret.js';
import { jobDirectory } from '../../../cluster/workspace.js';
import { SdrError } from '../../../domain/errors.js';
import type { Datanode } from '../../../domain/topology.js';
import { datanodeName } from '../../../domain/topology.js';
import type { DatanodeScope } from '../../contract.js';
import { hostOf, type Work } from '../../work.js';

/** gs_sdr builds a datanode three times before it gives up. */
const TRIES = 3;
/** How often the tool is asked how far it is; its end is noticed at once whatever this says. */
const LOOK_MS = 1_000;
/** Behind its last word on the build the tool may go on: it starts the server and shows what that logs. */
const LAST_WORDS_BYTES = 65_536;

export interface Build {
  readonly datanode: Datanode;
  readonly command: Command;
  /** Lines for gs_sdr's log. */
  readonly name: 'main standby' | 'cascade standby';
}

/**
 * Builds a datanode as a detached job on its own node. A worker that dies leaves the build running; the next attempt
 * finds it by its key and waits on. The key counts the tries, so that they are three whoever counts.
 * @returns how many tries it took
 * @throws SdrError E_BUILD_FAILED
 */
export const runBuild = async (work: Work<DatanodeScope>, build: Build): Promise<number> => {
  const host = hostOf(work, build.datanode);
  const directory = await buildDirectory(host, build.datanode);
  const base = `${work.scope.firstRunId}/${work.scope.entry}`;
  const known = await jobState(host, directory);
  const first = known?.key.startsWith(`${base}#`) ? Number(known.key.split('#')[1]) : 1;
  for (let attempt = first; attempt <= TRIES; attempt++) {
    const job = { directory, key: `${base}#${attempt}`, command: build.command };
    const state = attempt === first ? known : await jobState(host, directory);
    if (await buildOnce(work, host, build, job, state, attempt)) return attempt;
    work.log.say(`Failed to build ${build.name} dn:${build.datanode.id}. Try next time.`);
  }
  work.log.say(`Failed to build ${build.name} more than three times.`);
  const said = await jobOutput(host, { directory });
  throw new SdrError(
    'E_BUILD_FAILED',
    `${TRIES} builds failed; the last one said: ${tail(said.trim()) || '(nothing)'}`,
    {
      node: build.datanode.nodeName,
      command: shown(build.command),
    },
  );
};

export const buildDirectory = (host: Host, datanode: Datanode): Promise<string> =>
  jobDirectory(host, `build_${datanode.id}`);

/** @returns whether the datanode is built; the tool's word and its exit status must agree */
const buildOnce = async (
  work: Work<DatanodeScope>,
  host: Host,
  build: Build,
  job: Job,
  state: JobState | undefined,
  attempt: number,
): Promise<boolean> => {
  const { dataDirectory } = build.datanode;
  const fresh = state?.key !== job.key;
  // A datanode that runs as main standby refuses its build; the first build finds the cluster stopped by step 5.
  if (fresh && (attempt > 1 || work.scope.entry > 1) && state?.running !== true) {
    await stopDatanode(host, dataDirectory, work.signal);
  }
  if (fresh) work.log.debug(`Building with cmd:${shown(job.command)}.`);
  const started = await startJob(host, job);
  if (started.kind === 'lost') return false;
  const exitCode = started.kind === 'finished' ? started.exitCode : await watch(work, host, build, job);
  if (exitCode !== 0) return false;
  const said = await jobOutput(host, job, LAST_WORDS_BYTES);
  return saysBuilt(said) && (await queryBuild(host, dataDirectory, work.signal)).kind === 'completed';
};

/** Waits for the job's end while it tells how far it is. @returns the exit status; undefined when the job was lost */
const watch = async (
  work: Work<DatanodeScope>,
  host: Host,
  { datanode }: Build,
  job: Job,
): Promise<number | undefined> => {
  const key = datanodeName(datanode.id);
  const look = async (): Promise<void> => {
    const { doneBytes, totalBytes, percent, dbState } = await queryBuild(host, datanode.dataDirectory, work.signal);
    work.progress(key, {
      node: datanode.nodeName,
      said: dbState,
      ...(doneBytes !== undefined && { doneBytes }),
      ...(totalBytes !== undefined && { totalBytes }),
      ...(percent !== undefined && { percent }),
    });
  };
  const timer = setInterval(() => {
    // A look that fails is no failure of the build.
    look().catch(() => undefined);
  }, LOOK_MS);
  try {
    const onUnreachable = (why: string): void =>
      work.progress(key, { node: datanode.nodeName, said: `not reachable: ${why}` });
    const end = await awaitJob(host, job, { signal: work.signal, onUnreachable });
    return end.kind === 'ended' ? end.exitCode : undefined;
  } catch (error) {
    if (isCalledOff()) await stopJob(host, job);
    throw error;
  } finally {
    clearInterval(timer);
  }
};

/** Only an abort ends the build; a worker that shuts down or loses its server leaves it to the next attempt. */
export const isCalledOff = (): boolean => Context.current().cancellationDetails?.cancelRequested === true;
