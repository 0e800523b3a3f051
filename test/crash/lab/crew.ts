import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { LAB_CLUSTERS, type Lab, type LabClusterName } from '../../../lab/index.js';
import { argumentsOfProcess, environmentOfProcess, isAlive, signalAll } from '../../../lab/proc.js';
import { processesOf } from '../../../lab/processes.js';
import { NODE_VARIABLE } from '../../../lab/topology.js';
import type { Scenario } from '../../support/scenario.js';

/** The workers of both clusters, as whoever keeps them running would: one that dies is begun again. */
export interface Crew {
  /** Starts the worker of each cluster that has none that runs. */
  serve(): Promise<void>;
  /** As its machine would, and begun again. */
  kill(cluster: LabClusterName): Promise<void>;
  /** Clusters whose worker has ended though nobody killed it. */
  lost(): readonly LabClusterName[];
}

/** @param logOf the file in which a cluster's worker writes what it has to say; by default it warns on our own stderr */
export const crewOf = (scenario: Scenario, logOf?: (cluster: LabClusterName) => string): Crew => {
  const workers = new Map<LabClusterName, ChildProcess>();
  const runs = (cluster: LabClusterName): boolean => {
    const worker = workers.get(cluster);
    return worker?.pid !== undefined && isAlive(worker.pid);
  };
  const begin = async (cluster: LabClusterName): Promise<void> => {
    const log = logOf?.(cluster);
    workers.set(cluster, await scenario.worker(cluster, undefined, log === undefined ? {} : { log }));
  };
  return {
    serve: async () => {
      await Promise.all(LAB_CLUSTERS.filter((cluster) => !runs(cluster)).map(begin));
    },
    kill: async (cluster) => {
      const worker = workers.get(cluster);
      if (worker !== undefined && runs(cluster)) {
        const gone = once(worker, 'exit');
        if (worker.kill('SIGKILL')) await gone;
      }
      await begin(cluster);
    },
    lost: () => LAB_CLUSTERS.filter((cluster) => workers.has(cluster) && !runs(cluster)),
  };
};

/** Whether it is one of openGauss' tools, or of the system's that the lab stands in for. @param tool only this one */
export const isTool = (argv: readonly string[], tool = '[\\w-]+'): boolean => {
  const program = new RegExp(`/tools/${tool}\\.[cm]?js$`);
  return argv.some((argument) => program.test(argument));
};

/** Kills what runs of the tools on the cluster's nodes. @param tool only of this one */
export const killCommands = ({ topology, clusters }: Lab, cluster: LabClusterName, tool?: string): void => {
  const nodes = clusters[cluster].nodes.map(({ name }) => `${NODE_VARIABLE}=${name}`);
  const isOnes = (pid: number): boolean =>
    isTool(argumentsOfProcess(pid), tool?.replaceAll('_', '-')) &&
    environmentOfProcess(pid).some((variable) => nodes.includes(variable));
  signalAll(processesOf(topology).filter(isOnes), 'SIGKILL');
};
