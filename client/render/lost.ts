import type { Facts } from '../../domain/start/run-state.js';
import { word } from '../lang/index.js';

/** What an abort leaves behind. @param left what the abort could not put back */
export const lostText = ({ erased, left = [] }: Pick<Facts, 'erased' | 'left'>): string =>
  erased ? [word('dataLost'), ...left].join('\n') : word('nothingLost');
