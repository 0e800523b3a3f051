import type { StartOperationContext } from 'nexus-rpc';
import { viewBoth } from '../../engine/both.js';
import { viewOfNote } from '../../engine/runs.js';
import type { StatusAnswer, Which } from '../service.js';
import { engineFor } from './engine.js';

/** Only looks. */
export const status = async (context: StartOperationContext, { cluster, peer }: Which): Promise<StatusAnswer> => {
  const engine = engineFor(context);
  if (peer === undefined) {
    const run = await viewOfNote(engine, cluster);
    return run === undefined ? { kind: 'none' } : { kind: 'one', run };
  }
  const both = await viewBoth(engine, [cluster, peer]);
  return both === undefined ? { kind: 'none' } : { kind: 'both', both };
};
