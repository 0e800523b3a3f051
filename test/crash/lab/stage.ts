import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { once } from 'node:events';
import { clusterTaskQueue } from '../../../domain/names.js';
import type { RunState } from '../../../domain/start/run-state.js';
import { LAB_CLUSTERS, type LabClusterName } from '../../../lab/index.js';
import { stateQuery } from '../../../workflows/messages.js';
import { ownServer } from '../../support/own-server.js';
import { openScenario } from '../../support/scenario.js';
import { plainStart } from '../../support/start-client.js';
import { named } from '../../support/start-request.js';
import { temporalAt } from '../../support/temporal.js';
import { crewOf, killCommands } from './crew.js';
import type { Point } from './points.js';
import { ended, lastRun, patiently, reached, runAfter } from './reached.js';
import type { WorkflowHandle } from '@temporalio/client';
import { leftBy, type Left } from './left.js';

/** A lab on which both sides of a start are run again and again, with something killed in each. */
export interface CrashStage {
  /** From clusters as they were made to the end of both sides. @returns what they leave */
  play(points: readonly Point[]): Promise<Left>;
  close(): Promise<void>;
}

export const openCrashStage = async (name: string): Promise<CrashStage> => {
  const server = await ownServer();
  const scenario = await openScenario(name, 4 * 1024 * 1024, temporalAt(server.address));
  const { client } = scenario.temporal.environment;
  await scenario.lab.snapshot('before');
  const crew = crewOf(scenario);
  const commandLines = new Map<LabClusterName, ChildProcess>();

  const killed = async (process: ChildProcess): Promise<void> => {
    const gone = once(process, 'exit');
    if (process.kill('SIGKILL')) await gone;
  };
  const strike = async ({ cluster, victim }: Point): Promise<void> => {
    switch (victim) {
      case 'worker':
        return crew.kill(cluster);
      case 'server':
        return server.restart();
      case 'command':
        killCommands(scenario.lab, cluster);
        return;
      case 'command line':
        await killed(commandLines.get(cluster)!);
    }
  };
  const plainStartOf = (cluster: LabClusterName): Promise<WorkflowHandle> =>
    plainStart(client, clusterTaskQueue(named(cluster)), scenario.request(cluster, { timeOutSeconds: 300 }));

  /** `sdr start`, which waits for the end. */
  const typedStart = async (cluster: LabClusterName): Promise<WorkflowHandle> => {
    const { topology, clusters } = scenario.lab;
    const { role } = scenario.request(cluster);
    const words = ['start', '-m', role, '--json', clusters[cluster].jsonFile, '--time-out', '300'];
    const main = join(topology.programs.project, 'client', 'main.js');
    const guard = role === 'primary' ? [] : [`--yes-overwrite=${cluster}`];
    const env = { ...process.env, TEMPORAL_ADDRESS: server.address };
    const before = await lastRun(client, cluster);
    commandLines.set(cluster, spawn(process.execPath, [main, ...words, ...guard], { env, stdio: 'ignore' }));
    return runAfter(client, cluster, before);
  };
  const runSide = async (cluster: LabClusterName, points: readonly Point[]): Promise<RunState> => {
    const byCommandLine = points.some(({ victim }) => victim === 'command line');
    const run = await (byCommandLine ? typedStart(cluster) : plainStartOf(cluster));
    for (const point of points) {
      await reached(scenario.lab, run, point);
      await strike(point);
    }
    await ended(run);
    return patiently(() => run.query(stateQuery));
  };
  return {
    play: async (points) => {
      await scenario.lab.restore('before');
      await crew.serve();
      scenario.lab.clearCalls();
      const [north, south] = await Promise.all(
        LAB_CLUSTERS.map((cluster) =>
          runSide(
            cluster,
            points.filter((point) => point.cluster === cluster),
          ),
        ),
      );
      return leftBy(scenario.lab, { north: north!, south: south! });
    },
    close: async () => {
      await scenario.close();
      await server.close();
    },
  };
};
