import type { WorkflowHandle } from '@temporalio/client';
import { actionWorkflowId } from '../../domain/names.js';
import { LAB_CLUSTERS, type LabClusterName } from '../../lab/index.js';
import type { NetworkKind } from '../../lab/network/network.js';
import { leftBy, type Left } from '../crash/lab/left.js';
import { lastRun, runAfter } from '../crash/lab/reached.js';
import { openScenario, type Scenario } from '../support/scenario.js';
import type { FaultScenario } from './scenario.js';
import { named } from '../support/start-request.js';

/** A lab on which scenarios are played one after the other, each from clusters as they were made. */
export interface FaultStage extends Scenario {
  /** What both sides leave when nothing goes wrong. */
  readonly calm: Left;
  /** The run that was started since the last {@link forget}, when it is there. */
  run(cluster: LabClusterName): Promise<WorkflowHandle>;
  /** Ends what an earlier scenario may have left open, and regards it no more. */
  forget(): Promise<void>;
}

/** Only root mounts disks that can be full. */
const mayMount = process.getuid?.() === 0;
const OWN_DISKS = mayMount ? ['north1', 'south1'] : [];

/** Namespaces have no delay: their kernel may be without netem. */
export const canBePlayed = ({ trouble }: FaultScenario, on: NetworkKind = 'proxies'): boolean => {
  if (trouble?.does.kind !== 'fault') return true;
  const { fault } = trouble.does;
  if (fault.kind === 'full disk') return mayMount;
  return on === 'proxies' || fault.kind !== 'link' || fault.how !== 'delay';
};

export const openFaultStage = async (name: string, network: NetworkKind = 'proxies'): Promise<FaultStage> => {
  const scenario = await openScenario(name, 4 * 1024 * 1024, undefined, { ownDisks: OWN_DISKS, network });
  await scenario.lab.snapshot('before');
  await Promise.all(LAB_CLUSTERS.map((cluster) => scenario.worker(cluster)));
  const [north, south] = await Promise.all(LAB_CLUSTERS.map((cluster) => scenario.start(cluster)));
  const calm = await leftBy(scenario.lab, { north: north!, south: south! });
  const { client } = scenario.temporal.environment;
  const past = new Map<LabClusterName, string | undefined>();
  return {
    ...scenario,
    calm,
    run: (cluster) => runAfter(client, cluster, past.get(cluster)),
    forget: async () => {
      for (const cluster of LAB_CLUSTERS) {
        const runId = await lastRun(client, cluster);
        past.set(cluster, runId);
        // One that has ended takes no notice.
        await client.workflow
          .getHandle(actionWorkflowId(named(cluster)), runId)
          .terminate()
          .catch(() => undefined);
      }
    },
  };
};
