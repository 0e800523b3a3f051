import { whyNotSameStart, type StartRequest } from '../domain/start/request.js';
import type { Engine } from './engine.js';
import { askRelationship } from './looks.js';
import { knownRuns, viewRun, type RunView } from './runs.js';
import type { ClusterName } from '../domain/topology.js';

/** A start that ended well, and whose relationship stands: it must not be done again. */
export const standing = async (engine: Engine, request: StartRequest): Promise<RunView | undefined> => {
  const view = await lastOfNote(engine, request.pair.cluster);
  if (view === undefined || view.state.phase !== 'done' || whyNotSameStart(view.state.request, request))
    return undefined;
  const { hadrClusterStat } = await askRelationship(engine, { pair: request.pair });
  return hadrClusterStat === view.state.status ? view : undefined;
};

/** A start that was refused because the relationship stands says nothing new of it: the run before it does. */
const lastOfNote = async (engine: Engine, cluster: ClusterName): Promise<RunView | undefined> => {
  const view = await viewRun(engine, cluster);
  if (view === undefined || !isNeedless(view)) return view;
  for await (const { closedAt: _, ...run } of knownRuns(engine, cluster)) if (!isNeedless(run)) return run;
  return undefined;
};

const isNeedless = ({ state: { phase, failure } }: RunView): boolean =>
  phase === 'failed' && failure?.code === 'E_ALREADY_RELATED';
