import type { Facts } from '../../domain/start/run-state.js';

/** What an abort leaves behind. */
const DATA_LOST =
  'Its data was being overwritten and is lost; the datanodes are down. Bring the cluster up from a backup, or newly made, before it is started again.';
const NOTHING_LOST = 'Everything is as it was before the start.';

/** @param left what the abort could not put back */
export const lostText = ({ erased, left = [] }: Pick<Facts, 'erased' | 'left'>): string =>
  erased ? [DATA_LOST, ...left].join('\n') : NOTHING_LOST;
