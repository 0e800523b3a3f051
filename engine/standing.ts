import { SdrError } from '../domain/errors.js';
import { whyNotSameStart, type StartRequest } from '../domain/start/request.js';
import type { Engine } from './engine.js';
import { askRelationship } from './looks.js';
import type { Accepted } from './accepted.js';
import { viewOfNote, type RunView } from './runs.js';
import { startAction } from './start.js';

/** A start that ended well, and whose relationship stands: it must not be done again. */
export const standing = async (engine: Engine, request: StartRequest): Promise<RunView | undefined> => {
  const view = await viewOfNote(engine, request.pair.cluster);
  if (view === undefined || view.state.phase !== 'done' || whyNotSameStart(view.state.request, request))
    return undefined;
  const { hadrClusterStat } = await askRelationship(engine, { pair: request.pair });
  return hadrClusterStat === view.state.status ? view : undefined;
};

export type AskedToStand =
  { readonly kind: 'stands'; readonly run: RunView } | { readonly kind: 'asked'; readonly accepted: Accepted };

/**
 * Starts, re-enters or joins as {@link startAction} does, but for a relationship that stands: what made it answers. A
 * start that ends well just as it is asked for is not followed by one that would be refused.
 */
export const startUnlessStanding = async (
  engine: Engine,
  request: StartRequest,
  asking?: string,
): Promise<AskedToStand> => {
  const named = asking === undefined ? {} : { asking };
  const asked = async (unlessDone: boolean): Promise<AskedToStand> => ({
    kind: 'asked',
    accepted: await startAction(engine, request, { ...named, unlessDone }),
  });
  const stands = async (): Promise<AskedToStand | undefined> => {
    const run = await standing(engine, request);
    return run === undefined ? undefined : { kind: 'stands', run };
  };
  const known = await stands();
  if (known !== undefined) return known;
  try {
    return await asked(true);
  } catch (error) {
    if (!(error instanceof SdrError) || error.code !== 'E_ALREADY_RELATED') throw error;
    return (await stands()) ?? (await asked(false));
  }
};
