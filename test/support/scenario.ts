import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { labDown, labUp, type Lab, type LabClusterName, type LabNode, type LabOptions } from '../../lab/index.js';
import type { Progress, RunState } from '../../domain/start/run-state.js';
import type { StartRequest } from '../../domain/start/request.js';
import { actionWorkflowId, clusterTaskQueue } from '../../domain/names.js';
import { sdrStart } from './start-client.js';
import { named, port } from './start-request.js';
import { temporalForTests, type TemporalForTests } from './temporal.js';

/** A lab with a Temporal server of its own, and workers on it: what scenarios play on. */
export interface Scenario {
  readonly lab: Lab;
  readonly temporal: TemporalForTests;
  /** Starts a worker of the cluster on its first node, or on another one; ready when this returns. */
  worker(
    cluster: LabClusterName,
    node?: LabNode,
    /** How it is told of its cluster and, by variables, of the hadr user's password. */
    told?: {
      readonly words?: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      /** Another build of the project than the lab's. */
      readonly project?: string;
      /** The file in which it writes all it has to say, instead of warnings on our own stderr. */
      readonly log?: string;
    },
  ): Promise<ChildProcess>;
  /** What `sdr start` of that cluster would ask for. */
  request(cluster: LabClusterName, changes?: Partial<StartRequest>): StartRequest;
  /** Starts, re-enters or joins; answers when the entry ends. */
  start(cluster: LabClusterName, changes?: Partial<StartRequest>): Promise<RunState>;
  /** Resolves when the build of the main standby has copied something. */
  building(): Promise<void>;
  close(): Promise<void>;
}

const ROLES = { north: 'primary', south: 'disaster_standby' } as const;

/**
 * @param at a Temporal server of the scenario's own; by default one in memory
 * @param made how the lab is to be made
 */
export const openScenario = async (
  name: string,
  bytes = 16 * 1024 * 1024,
  at: Promise<TemporalForTests> = temporalForTests(),
  made: Pick<LabOptions, 'ownDisks' | 'network'> = {},
): Promise<Scenario> => {
  const [lab, temporal] = await both(labUp({ name: `${name}-${process.pid}`, bytes, ...made }), at);
  lab.clearCalls();
  const workers: ChildProcess[] = [];
  const { client, address } = { client: temporal.environment.client, address: temporal.environment.address };

  const request: Scenario['request'] = (cluster, changes = {}) => {
    const [own, peer] =
      cluster === 'north' ? [lab.clusters.north, lab.clusters.south] : [lab.clusters.south, lab.clusters.north];
    const side = (nodes: readonly LabNode[]) => ({
      port: port(lab.topology.basePort),
      shards: [nodes.map(({ ip, dataIp }) => ({ ip, dataIp }))],
    });
    return {
      action: 'start',
      role: ROLES[cluster],
      pair: { cluster: named(own.name), peer: named(peer.name), local: side(own.nodes), remote: side(peer.nodes) },
      hadrUser: lab.hadr.user,
      timeOutSeconds: 60,
      onFailure: 'park',
      fresh: false,
      ...(cluster === 'south' && { overwrite: { confirmed: own.name, despiteSessions: false } }),
      ...changes,
    };
  };

  return {
    lab,
    temporal,
    request,
    worker: async (
      cluster,
      node = lab.clusters[cluster].nodes[0]!,
      {
        words = ['--cluster', cluster],
        env = { SDR_PASSWORD: lab.hadr.password },
        project = lab.topology.programs.project,
        log,
      } = {},
    ) => {
      const main = join(project, 'worker', 'main.js');
      const [level, output] = log === undefined ? ['warn', 'inherit' as const] : ['debug', openSync(log, 'a')];
      const worker = lab.spawn(node, [lab.topology.programs.node, main, ...words, '--log-level', level], {
        env: { TEMPORAL_ADDRESS: await lab.addressOn(node, address), ...env },
        stdio: ['ignore', output, output, 'ipc'],
      });
      if (typeof output === 'number') closeSync(output);
      workers.push(worker);
      const [event] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [unknown];
      if (event !== 'ready') throw new Error(`the worker of ${cluster} ended: ${String(event)}`);
      return worker;
    },
    start: (cluster, changes) => sdrStart(client, clusterTaskQueue(named(cluster)), request(cluster, changes)),
    building: async () => {
      const handle = client.workflow.getHandle(actionWorkflowId(named('south')));
      for (;;) {
        const run = await handle.describe().catch(() => undefined); // not begun yet
        if (run && run.status.name !== 'RUNNING') throw new Error(`nothing is built: the start is ${run.status.name}`);
        const beats = (run?.raw.pendingActivities ?? []).flatMap(
          ({ heartbeatDetails }) => heartbeatDetails?.payloads ?? [],
        );
        const copied = beats.some(({ data }) => {
          const beat = JSON.parse(Buffer.from(data ?? []).toString() || '{}') as { progress?: Progress };
          return (beat.progress?.doneBytes ?? 0) > 0;
        });
        if (copied) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    close: async () => {
      for (const worker of workers) worker.kill('SIGKILL');
      await labDown(lab);
      await temporal.environment.teardown();
    },
  };
};

/** When one of the two cannot be had, the other is not left behind. */
const both = async (
  lab: Promise<Lab>,
  temporal: Promise<TemporalForTests>,
): Promise<readonly [Lab, TemporalForTests]> => {
  try {
    return await Promise.all([lab, temporal]);
  } catch (error) {
    await Promise.allSettled([lab.then(labDown), temporal.then(({ environment }) => environment.teardown())]);
    throw error;
  }
};
