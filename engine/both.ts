import { newBoth, type BothState } from '../domain/both/both-state.js';
import type { BothRequest } from '../domain/both/request.js';
import { bothStatics } from '../domain/details/statics.js';
import { SdrError } from '../domain/errors.js';
import { BOTH_TYPE, MEMO_BOTH, SHARED_TASK_QUEUE, UPDATES, pairName, pairWorkflowId } from '../domain/names.js';
import type { Message } from '../domain/start/run-state.js';
import type { ClusterName } from '../domain/topology.js';
import { accepted, type Accepted } from './accepted.js';
import type { Engine } from './engine.js';
import { viewOfNote, type RunView } from './runs.js';
import { see, watch, type Seen } from './seen.js';
import { startOrJoin, tellRun } from './updates.js';
import { requireAnyWorker } from './workers.js';

/** Two clusters that are started as one, whichever is named first. */
export type Pair = readonly [ClusterName, ClusterName];

/**
 * Starts, re-enters or joins both sides as one; its end comes when neither goes on by itself.
 * @throws SdrError E_NO_WORKER no worker at all; E_NO_ANSWER nobody took it up yet; E_OTHER_START, E_BUSY
 */
export const startBoth = async (engine: Engine, request: BothRequest): Promise<Accepted<BothState>> => {
  const { cluster, peer } = request.primary.pair;
  await requireAnyWorker(engine);
  return startOrJoin<BothRequest, BothState>(engine, {
    type: BOTH_TYPE,
    workflowId: pairWorkflowId(cluster, peer),
    taskQueue: SHARED_TASK_QUEUE,
    request,
    memo: { [MEMO_BOTH]: newBoth(request, new Date().toISOString()) },
    statics: bothStatics(request),
    where: pairName(cluster, peer),
  });
};

/**
 * Tells what starts both as one, and was just started or joined, of the request; one that closed meanwhile has its end.
 * @param asking names this one asking: said again under the same name, it is not done again
 * @throws SdrError E_OTHER_START, E_BUSY
 */
export const takenUp = async (engine: Engine, request: BothRequest, asking: string): Promise<void> => {
  const { cluster, peer } = request.primary.pair;
  const handle = engine.client.workflow.getHandle(pairWorkflowId(cluster, peer));
  const options = { updateId: asking, args: [request] as [BothRequest], waitForStage: 'ACCEPTED' as const };
  try {
    await accepted(engine, pairName(cluster, peer), () =>
      handle.startUpdate<BothState, [BothRequest]>(UPDATES.start, options),
    );
  } catch (error) {
    if (!(error instanceof SdrError) || error.code !== 'E_NO_RUN') throw error;
  }
};

/**
 * Aborts both sides, the standby first, and with them what started them as one.
 * @param asking names this one asking: said again under the same name, it is not done again
 * @throws SdrError E_NO_RUN they are not being started as one; E_NO_WORKER, E_NO_ANSWER; E_BUSY
 */
export const abortBoth = async (
  engine: Engine,
  pair: Pair,
  message: Message = {},
  asking?: string,
): Promise<Accepted<BothState>> => {
  const where = { workflowId: pairWorkflowId(...pair), where: pairName(...pair) };
  await requireRun(engine, pair);
  await requireAnyWorker(engine);
  return tellRun<BothState>(engine, where, 'abort', message, () => requireRun(engine, pair), asking);
};

const requireRun = async (engine: Engine, pair: Pair): Promise<void> => {
  if ((await viewBoth(engine, pair))?.execution === 'RUNNING') return;
  const name = pairName(...pair);
  throw new SdrError(
    'E_NO_RUN',
    `nothing is under way that started ${name} as one; each side has its own: sdr abort --cluster ${pair[1]}`,
    { cluster: name },
  );
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
  const runs = await Promise.all([primary, standby].map(({ cluster }) => viewOfNote(engine, cluster)));
  return { ...view, runs: runs.filter((run) => run !== undefined) };
};

/**
 * Both each time something of them has changed, until neither goes on by itself.
 * @throws SdrError E_NO_TEMPORAL while the service is away: watching again goes on; what the signal was aborted with
 */
export const watchBoth = (engine: Engine, pair: Pair, signal: AbortSignal = engine.closed): AsyncGenerator<BothView> =>
  watch(() => viewBoth(engine, pair), signal);
