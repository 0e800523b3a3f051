import { pairName } from '../../domain/names.js';
import type { ClusterName } from '../../domain/topology.js';
import { withEngine } from '../../engine/connection.js';
import type { Engine } from '../../engine/engine.js';
import { knownPairs, watchRelationship, type SideView } from '../../engine/relationship.js';
import { openDisplayOf, type Picture } from '../cli/display.js';
import { interrupted } from '../cli/interrupted.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { CliError } from '../lang/cli-error.js';
import { sideChanges, sideLines } from '../render/side.js';

const SIDE: Picture<SideView> = { nameOf: ({ cluster }) => cluster, lines: sideLines, changes: sideChanges };

/**
 * `sdr status --watch` of both clusters: until Ctrl-C, which ends nothing else.
 * @param pair the only one that is known when none is given
 * @throws SdrError E_NO_RUN, E_USAGE which is meant; E_INTERRUPTED
 */
export const watch = (pair: readonly [ClusterName, ClusterName] | undefined, form: Form): Promise<never> =>
  withEngine(async (engine) => {
    const stop = interrupted();
    const clusters = pair ?? (await onlyPair(engine));
    const sides = watchRelationship(engine, clusters, stop);
    await (form === 'json' ? print(sides) : draw(clusters, sides));
    throw new CliError('E_INTERRUPTED', 'watchedNoMore');
  });

const print = async (sides: AsyncIterable<SideView>): Promise<void> => {
  for await (const side of sides) result(JSON.stringify(side));
};

/** In the order of the clusters, whichever answers first. */
const draw = async (clusters: readonly ClusterName[], sides: AsyncIterable<SideView>): Promise<void> => {
  const display = openDisplayOf(SIDE);
  try {
    for (const cluster of clusters) display.show({ cluster, away: false });
    for await (const side of sides) display.show(side);
  } finally {
    display.close();
  }
};

const onlyPair = async (engine: Engine): Promise<readonly [ClusterName, ClusterName]> => {
  const pairs = await knownPairs(engine);
  const [only] = pairs;
  if (only === undefined) throw new CliError('E_NO_RUN', 'nothingStarted');
  if (pairs.length > 1)
    throw new CliError('E_USAGE', 'whichRelationship', {
      pairs: pairs.map((names) => pairName(...names)).join(', '),
    });
  return only;
};
