import { SdrError } from '../errors.js';

/** Something wrong in a configuration file: where, and what. A file is read to its end, so that all are told at once. */
export interface Fault {
  readonly place: string;
  readonly fault: string;
}

/** What a reader makes of a text: the value, or everything that is wrong with it. */
export type Read<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'faults'; readonly faults: readonly Fault[] };

/** The value, or E_CONFIG_INVALID with every fault on a line of its own. */
export const valueOf = <T>(read: Read<T>, file: string): T => {
  if (read.kind === 'read') return read.value;
  const lines = read.faults.map(({ place, fault }) => `  ${place}: ${fault}`);
  throw new SdrError(
    'E_CONFIG_INVALID',
    `${file} has ${lines.length} fault${lines.length === 1 ? '' : 's'}:\n${lines.join('\n')}`,
  );
};
