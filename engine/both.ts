import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { newBoth, type BothState } from '../domain/both/both-state.js';
import type { BothRequest } from '../domain/both/request.js';
import { SdrError } from '../domain/errors.js';
import { BOTH_TYPE, MEMO_BOTH, SHARED_TASK_QUEUE, UPDATES, pairName, pairWorkflowId } from '../domain/names.js';
import { isUnderWay, type Message } from '../domain/start/run-state.js';
import type { ClusterName } from '../domain/topology.js';
import { accepted, type Accepted } from './accepted.js';
import type { Engine } from './engine.js';
import { viewRun, type RunView } from './runs.js';
import { see, watch, type Seen } from './seen.js';
import { requireAnyWorker } from './workers.js';

type StartBoth = (request: BothRequest) => Promise<BothState>;

/** Two clusters that are started as one, whichever is named first. */
export type Pair = readonly [ClusterName, ClusterName];

/**
 * Starts, re-enters or joins both sides as one; its end comes when neither goes on by itself.
 * @throws SdrError E_NO_WORKER no worker at all; E_NO_ANSWER nobody took it up yet; E_OTHER_START, E_BUSY
 */
export const startBoth = async (engine: Engine, request: BothRequest): Promise<Accepted<BothState>> => {
  const { cluster, peer } = request.primary.pair;
  await requireAnyWorker(engine);
  const operation = new WithStartWorkflowOperation<StartBoth>(BOTH_TYPE, {
    workflowId: pairWorkflowId(cluster, peer),
    taskQueue: SHARED_TASK_QUEUE,
    args: [request],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    memo: { [MEMO_BOTH]: newBoth(request, new Date().toISOString()) },
    staticSummary: `start ${cluster} as primary and ${peer} as disaster_standby`,
  });
  return accepted(engine, pairName(cluster, peer), () =>
    engine.client.workflow.startUpdateWithStart<StartBoth, BothState, [BothRequest]>(UPDATES.start, {
      updateId: randomUUID(),
      args: [request],
      waitForStage: 'ACCEPTED',
      startWorkflowOperation: operation,
    }),
  );
};

/**
 * Aborts both sides, the standby first, and with them what started them as one.
 * @throws SdrError E_NO_RUN they are not being started as one; E_NO_WORKER, E_NO_ANSWER; E_BUSY
 */
export const abortBoth = async (engine: Engine, pair: Pair, message: Message = {}): Promise<Accepted<BothState>> => {
  const name = pairName(...pair);
  const nothing = `nothing is under way that started ${name} as one; each side has its own: sdr abort --cluster ${pair[1]}`;
  const view = await viewBoth(engine, pair);
  if (view?.execution !== 'RUNNING') throw new SdrError('E_NO_RUN', nothing, { cluster: name });
  await requireAnyWorker(engine);
  const handle = engine.client.workflow.getHandle(view.workflowId);
  return accepted(engine, name, async () => {
    try {
      return await handle.startUpdate<BothState, [Message]>(UPDATES.abort, {
        updateId: randomUUID(),
        args: [message],
        waitForStage: 'ACCEPTED',
      });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw new SdrError('E_NO_RUN', nothing, { cluster: name });
      throw error;
    }
  });
};

/** Both sides as one, and the run of each that there is, the primary first. */
export interface BothView extends Seen<BothState> {
  readonly runs: readonly RunView[];
}

/** What starts, or last started, the two as one; undefined when nothing did. */
export const viewBoth = async (engine: Engine, pair: Pair): Promise<BothView | undefined> => {
  const where = { workflowId: pairWorkflowId(...pair), memo: MEMO_BOTH, where: pairName(...pair) };
  const seen = await see<BothState>(engine, where);
  if (seen === undefined) return undefined;
  const { description: _, ...view } = seen;
  const { primary, disaster_standby: standby } = view.state.sides;
  const runs = await Promise.all([primary, standby].map(({ cluster }) => viewRun(engine, cluster)));
  return { ...view, runs: runs.filter((run) => run !== undefined) };
};

/**
 * Both each time something of them has changed, until neither goes on by itself.
 * @throws SdrError E_NO_TEMPORAL while the service is away: watching again goes on; what the signal was aborted with
 */
export const watchBoth = (engine: Engine, pair: Pair, signal: AbortSignal = engine.closed): AsyncGenerator<BothView> =>
  watch(
    () => viewBoth(engine, pair),
    ({ state, execution }) => !(isUnderWay(state.phase) && execution === 'RUNNING'),
    signal,
  );
