import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  askRelationship,
  connectEngine,
  readConfiguration,
  type ClusterPair,
  type OwnEngine,
  type StartRequest,
} from '../client/index.js';
import {
  LAB_CLUSTERS,
  labDown,
  labUp,
  untilNormal,
  type Lab,
  type LabClusterName,
  type NetworkKind,
} from '../lab/index.js';
import { findTemporalProgram } from '../lab/temporal/find-program.js';
import { startDevServer, type DevServer } from '../lab/temporal/dev-server.js';
import { preciseNow } from '../lab/call-log.js';

/** What is measured on: a lab and a development server that nobody else uses. */
export interface Rig {
  readonly lab: Lab;
  readonly engine: OwnEngine;
  /**
   * Both clusters as they were made, and new workers that have answered one query: every measurement begins equal, and
   * none pays for what a worker does once in its life.
   * @returns how long each worker took to be ready, in milliseconds
   */
  begin(): Promise<readonly number[]>;
  /** What `sdr start` on that cluster asks for. */
  request(cluster: LabClusterName, changes?: Partial<StartRequest>): Promise<StartRequest>;
  /** Ends everything it started and nothing else. */
  close(): Promise<void>;
}

export type Say = (sentence: string) => void;

/** What a build copies. Its time is the commands' time and stands in no figure. */
const SAMPLE_BYTES = 16 * 1024 * 1024;
const FRESH = 'as-made';
const ROLES = { north: 'primary', south: 'disaster_standby' } as const;

export const openRig = async (say: Say, network: NetworkKind): Promise<Rig> => {
  const program = await findTemporalProgram(say);
  const lab = await labUp({ name: `bench-${process.pid}`, bytes: SAMPLE_BYTES, network, say });
  try {
    await lab.snapshot(FRESH);
    const server = await serverIn(lab, program);
    return { ...(await rigOf(lab, server)) };
  } catch (error) {
    await labDown(lab);
    throw error;
  }
};

const serverIn = ({ directory }: Lab, program: string): Promise<DevServer> =>
  startDevServer({
    program,
    databaseFile: join(directory, 'temporal.db'),
    logFile: join(directory, 'temporal.log'),
    preferredPort: 0,
    preferredUiPort: 0,
  });

const rigOf = async (lab: Lab, server: DevServer): Promise<Rig> => {
  const engine = await connectEngine({ address: server.address });
  return {
    lab,
    engine,
    begin: async () => {
      await lab.restore(FRESH);
      for (const cluster of LAB_CLUSTERS) await untilNormal(lab, cluster);
      // One after the other: how long a worker takes is measured too.
      const took = [await startWorker(lab, server.address, 'north'), await startWorker(lab, server.address, 'south')];
      for (const cluster of LAB_CLUSTERS) await askRelationship(engine, { pair: await pairOf(lab, cluster) });
      lab.clearCalls();
      return took;
    },
    request: async (cluster, changes = {}) => ({
      action: 'start',
      role: ROLES[cluster],
      pair: await pairOf(lab, cluster),
      hadrUser: lab.hadr.user,
      timeOutSeconds: 300,
      onFailure: 'park',
      fresh: false,
      ...(cluster === 'south' && { overwrite: { confirmed: cluster, despiteSessions: false } }),
      ...changes,
    }),
    close: async () => {
      await engine.close();
      await server.stop();
      await labDown(lab);
      rmSync(lab.directory, { recursive: true, force: true });
    },
  };
};

const pairOf = (lab: Lab, cluster: LabClusterName): Promise<ClusterPair> =>
  readConfiguration({ xml: lab.clusters[cluster].xmlFile });

/** Restoring the lab has ended the one before. @returns milliseconds until it polled */
const startWorker = async (lab: Lab, address: string, cluster: LabClusterName): Promise<number> => {
  const [node] = lab.clusters[cluster].nodes;
  if (node === undefined) throw new Error(`cluster ${cluster} of the lab has no node`);
  const { programs } = lab.topology;
  const temporal = await lab.addressOn(node, address);
  const began = preciseNow();
  const worker = lab.spawn(
    node,
    [programs.node, join(programs.project, 'worker', 'main.js'), '--cluster', cluster, '--log-level', 'error'],
    {
      env: { TEMPORAL_ADDRESS: temporal, SDR_PASSWORD: lab.hadr.password },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  await ready(worker, cluster);
  return preciseNow() - began;
};

const ready = async (worker: ChildProcess, cluster: string): Promise<void> => {
  const [event] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [unknown];
  if (event !== 'ready') throw new Error(`the worker of ${cluster} ended: ${String(event)}`);
  worker.unref();
  worker.channel?.unref();
};
