import { setTimeout } from 'node:timers/promises';
import { SdrError, type ErrorCode } from '../domain/errors.js';
import type { QueryAnswer } from '../domain/looks.js';
import { pairName } from '../domain/names.js';
import { seenFromPeer, type ClusterName, type ClusterPair } from '../domain/topology.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';
import { askRelationship } from './looks.js';
import { merged } from './merged.js';
import { listRuns, viewOfNote, type RunView } from './runs.js';

/** One side of a relationship as it is watched: its run, and what the cluster itself says. */
export interface SideView {
  readonly cluster: ClusterName;
  /** Absent when nothing was started for it: it may still run the original gs_sdr. */
  readonly run?: RunView;
  /** What it answered last, or why it did not. Absent until then. */
  readonly asked?: Asked;
  /** The Temporal Service does not answer now; the rest is as it was before. */
  readonly away: boolean;
}

export type Asked =
  | { readonly kind: 'answered'; readonly answer: QueryAnswer }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly hint: string };

/** The two clusters of every relationship of which a run is known. */
export const knownPairs = async (engine: Engine): Promise<readonly (readonly [ClusterName, ClusterName])[]> => {
  const pairs = (await listRuns(engine)).map(({ state }) => state.request.pair);
  return [...new Map(pairs.map(({ cluster, peer }) => [pairName(cluster, peer), [cluster, peer] as const])).values()];
};

/**
 * Both sides, each time something of one has changed, until the signal. The clusters are asked now and then, beside
 * everything else: one that does not answer holds nothing up.
 */
export const watchRelationship = (
  engine: Engine,
  clusters: readonly [ClusterName, ClusterName],
  signal: AbortSignal,
): AsyncGenerator<SideView> => {
  const pairs = new Map<ClusterName, ClusterPair>();
  return merged(clusters.map((cluster) => watchSide(engine, cluster, pairs, AbortSignal.any([signal, engine.closed]))));
};

const LOOK_MS = 250;
/** Between two tries while the service is away. */
const AGAIN_MS = 1_000;

/** @param pairs what the runs of both know of each other: the peer of a run can be asked although it has none itself */
const watchSide = async function* (
  engine: Engine,
  cluster: ClusterName,
  pairs: Map<ClusterName, ClusterPair>,
  signal: AbortSignal,
): AsyncGenerator<SideView> {
  const asker = askNowAndThen(engine);
  let view: SideView = { cluster, away: false };
  let last = '';
  while (!signal.aborted) {
    view = await lookAt(engine, view);
    if (view.run !== undefined) learn(pairs, view.run.state.request.pair);
    const asked = asker(pairs.get(cluster));
    view = { ...view, ...(asked && { asked }) };
    const text = JSON.stringify(view);
    if (text !== last) yield view;
    last = text;
    await setTimeout(view.away ? AGAIN_MS : LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
};

const lookAt = async (engine: Engine, before: SideView): Promise<SideView> => {
  try {
    const run = await viewOfNote(engine, before.cluster, before.run);
    return { ...before, away: false, ...(run && { run }) };
  } catch (error) {
    if (error instanceof SdrError && error.code === 'E_NO_TEMPORAL') return { ...before, away: true };
    throw error;
  }
};

const learn = (pairs: Map<ClusterName, ClusterPair>, pair: ClusterPair): void => {
  pairs.set(pair.cluster, pair);
  if (!pairs.has(pair.peer)) pairs.set(pair.peer, seenFromPeer(pair));
};

/** From one answer to the next question. */
const ASK_MS = 5_000;

/** Asks when it is time and nobody was asked in vain yet; answers with what is known. */
const askNowAndThen = (engine: Engine): ((pair: ClusterPair | undefined) => Asked | undefined) => {
  let known: Asked | undefined;
  let due = 0;
  return (pair) => {
    if (pair !== undefined && Date.now() >= due) {
      due = Infinity;
      void ask(engine, pair).then((asked) => {
        known = asked;
        due = Date.now() + ASK_MS;
      });
    }
    return known;
  };
};

const ask = async (engine: Engine, pair: ClusterPair): Promise<Asked> => {
  try {
    return { kind: 'answered', answer: await askRelationship(engine, { pair }) };
  } catch (error) {
    const { code, message, hint } = fromEngine(error, pair.cluster);
    return { kind: 'failed', code, message, hint };
  }
};
