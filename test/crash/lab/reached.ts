import { setTimeout } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { actionWorkflowId } from '../../../domain/names.js';
import type { Lab, LabClusterName } from '../../../lab/index.js';
import { named } from '../../support/start-request.js';
import { attributesOf } from '../../support/temporal.js';
import { partsOf, type Point } from './points.js';

/** The server may just be away. */
export const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 100) throw error;
      await setTimeout(200);
    }
  }
};

/** The cluster's run that began last, if there was any. */
export const lastRun = async ({ workflow }: Client, cluster: LabClusterName): Promise<string | undefined> =>
  workflow
    .getHandle(actionWorkflowId(named(cluster)))
    .describe()
    .then(
      ({ runId }) => runId,
      () => undefined,
    );

/** The one that began after that, when it is there. */
export const runAfter = async (
  client: Client,
  cluster: LabClusterName,
  before: string | undefined,
): Promise<WorkflowHandle> => {
  for (;;) {
    const runId = await lastRun(client, cluster);
    if (runId !== undefined && runId !== before)
      return client.workflow.getHandle(actionWorkflowId(named(cluster)), runId);
    await setTimeout(20);
  }
};

type Seen = Awaited<ReturnType<WorkflowHandle['describe']>>;

/** It closed, or waits for an operator. */
const goesOn = (seen: Seen): boolean => seen.status.name === 'RUNNING' && attributesOf(seen)['SdrPhase'] !== 'parked';

/** @param given aborting it ends the wait */
export const ended = async (run: WorkflowHandle, given?: AbortSignal): Promise<void> => {
  while (given?.aborted !== true && goesOn(await patiently(() => run.describe()))) await setTimeout(200);
};

/**
 * Resolves when the run is there, or past it: a part may be over before anybody sees it, and the next has just begun.
 * @param given aborting it ends the wait
 */
export const reached = async (
  lab: Lab,
  run: WorkflowHandle,
  { cluster, part, moment }: Pick<Point, 'cluster' | 'part' | 'moment'>,
  given?: AbortSignal,
): Promise<void> => {
  for (let begun = 0; given?.aborted !== true;) {
    const seen = await patiently(() => run.describe());
    const parts = (seen.raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '');
    const pending = parts.includes(part);
    const order: readonly string[] = partsOf(cluster);
    if (!goesOn(seen) || parts.some((other) => order.indexOf(other) > order.indexOf(part))) return;
    if (pending && begun === 0) begun = Date.now();
    if (pending && moment === 'begun') return;
    // A part without commands, or one that was too quick, has no inside: its end is as good.
    if (begun > 0 && (!pending || underWay(lab, cluster, begun))) return;
    await setTimeout(10);
  }
};

const underWay = (lab: Lab, cluster: LabClusterName, since: number): boolean =>
  lab.calls().some((call) => call.cluster === cluster && call.beganAt >= since && call.endedAt === undefined);
