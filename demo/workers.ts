import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAB_CLUSTERS, type Lab, type LabClusterName, type LabNode } from '../lab/index.js';
import { SdrError } from '../domain/errors.js';

export interface Workers {
  stop(): Promise<void>;
}

/** How long a worker may take to hand over what it does, before it is killed. */
const GRACE_MS = 10_000;

/** A worker of each cluster on its first node, as its OS user, with the hadr user's password in a file there. */
export const startWorkers = async (lab: Lab, temporal: string): Promise<Workers> => {
  const started: ChildProcess[] = [];
  try {
    await Promise.all(
      LAB_CLUSTERS.map(async (cluster) => {
        const [node] = lab.clusters[cluster].nodes;
        if (node === undefined) return;
        await setCredentials(lab, node);
        const log = join(lab.directory, `worker-${cluster}.log`);
        const worker = spawnWorker(lab, node, cluster, await lab.addressOn(node, temporal), log);
        started.push(worker);
        await ready(worker, cluster, log);
      }),
    );
  } catch (error) {
    await stopAll(started);
    throw error;
  }
  return { stop: () => stopAll(started) };
};

const setCredentials = async (lab: Lab, node: LabNode): Promise<void> => {
  const { node: program, project } = lab.topology.programs;
  const argv = [program, join(project, 'client', 'main.js'), 'credentials', 'set', '-U', lab.hadr.user, '--stdin'];
  const { exitCode, stderr } = await lab.run(node, argv, { stdin: lab.hadr.password });
  if (exitCode !== 0) throw new SdrError('E_INTERNAL', `sdr credentials set: ${stderr}`, { node: node.name });
};

const spawnWorker = (
  lab: Lab,
  node: LabNode,
  cluster: LabClusterName,
  temporal: string,
  logFile: string,
): ChildProcess => {
  const log = openSync(logFile, 'a');
  const { node: program, project } = lab.topology.programs;
  const worker = lab.spawn(node, [program, join(project, 'worker', 'main.js'), '--cluster', cluster], {
    env: { TEMPORAL_ADDRESS: temporal },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return worker;
};

const ready = async (worker: ChildProcess, cluster: string, log: string): Promise<void> => {
  const [event] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [unknown];
  // What it has to say it said; the channel must not keep this process alive.
  if (worker.connected) worker.disconnect();
  if (event === 'ready') return;
  throw new SdrError('E_INTERNAL', `the worker ended at once: ${readFileSync(log, 'utf8').trim()}`, { cluster });
};

const stopAll = async (workers: readonly ChildProcess[]): Promise<void> => {
  await Promise.all(workers.map(stopOne));
};

const stopOne = async (worker: ChildProcess): Promise<void> => {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, 'exit');
  worker.kill('SIGTERM');
  const killer = setTimeout(() => worker.kill('SIGKILL'), GRACE_MS);
  await exited;
  clearTimeout(killer);
};
