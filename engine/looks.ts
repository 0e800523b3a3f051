import { lookSummary } from '../domain/details/statics.js';
import { clusterTaskQueue, lookWorkflowId, type Look } from '../domain/names.js';
import type { LookRequest, Overview, QueryAnswer } from '../domain/looks.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';
import { requireWorker } from './workers.js';

/** What a start as disaster standby would erase. */
export const lookOver = (engine: Engine, request: LookRequest): Promise<Overview> => look(engine, 'overview', request);

/** gs_sdr's query. */
export const askRelationship = (engine: Engine, request: LookRequest): Promise<QueryAnswer> =>
  look(engine, 'query', request);

/** A cluster that has not answered by then is in trouble, or its worker is gone. */
export const LOOK_LIMIT = '3 minutes';

/** A look of the same kind that is under way answers for this one too. */
export const look = async <Answer>(
  engine: Engine,
  kind: Exclude<Look, 'plan'>,
  request: LookRequest,
): Promise<Answer> => {
  const { cluster } = request.pair;
  await requireWorker(engine, cluster);
  try {
    return await engine.call(async () => {
      const handle = await engine.client.workflow.start(kind, {
        workflowId: lookWorkflowId(cluster, kind),
        taskQueue: clusterTaskQueue(cluster),
        args: [request],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowExecutionTimeout: LOOK_LIMIT,
        staticSummary: lookSummary(kind, cluster),
      });
      return (await handle.result()) as Answer;
    });
  } catch (error) {
    throw fromEngine(error, cluster);
  }
};
