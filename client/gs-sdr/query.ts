import { randomUUID } from 'node:crypto';
import type { ClusterName, ClusterPair } from '../../domain/topology.js';
import { withEngine } from '../../engine/connection.js';
import { asGsSdr, ask } from '../verbs/query.js';
import { printer } from './printer.js';

/** `gs_sdr -t query` */
export const query = (which: ClusterPair | ClusterName, log: string | undefined): Promise<void> =>
  withEngine(async (engine) => {
    const answer = await ask(engine, which);
    printer('query', log)(randomUUID(), [
      'Successfully executed streaming disaster recovery query, result:',
      asGsSdr(answer),
    ]);
  });
