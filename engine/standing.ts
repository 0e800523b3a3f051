import { whyNotSameStart, type StartRequest } from '../domain/start/request.js';
import type { Engine } from './engine.js';
import { askRelationship } from './looks.js';
import { viewRun, type RunView } from './runs.js';

/** A start that ended well, and whose relationship stands: it must not be done again. */
export const standing = async (engine: Engine, request: StartRequest): Promise<RunView | undefined> => {
  const view = await viewRun(engine, request.pair.cluster);
  if (view === undefined || view.state.phase !== 'done' || whyNotSameStart(view.state.request, request))
    return undefined;
  const { hadrClusterStat } = await askRelationship(engine, { pair: request.pair });
  return hadrClusterStat === view.state.status ? view : undefined;
};
