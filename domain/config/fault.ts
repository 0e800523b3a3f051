import { SdrError, type ErrorCode } from '../errors.js';

/** Something wrong in a configuration file: where, and what. A file is read to its end, so that all are told at once. */
export interface Fault {
  readonly place: string;
  readonly fault: string;
  /** Told instead of E_CONFIG_INVALID when nothing else is wrong. */
  readonly code?: Extract<ErrorCode, 'E_SAME_NAME' | 'E_NAME_REFUSED'>;
}

/** What a reader makes of a text: the value, or everything that is wrong with it. */
export type Read<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'faults'; readonly faults: readonly Fault[] };

/** The value, or E_CONFIG_INVALID with every fault on a line of its own; faults that all have one code of their own, that. */
export const valueOf = <T>(read: Read<T>, file: string): T => {
  if (read.kind === 'read') return read.value;
  const lines = read.faults.map(({ place, fault }) => `  ${place}: ${fault}`);
  const [code, ...others] = new Set(read.faults.map((fault) => fault.code ?? 'E_CONFIG_INVALID'));
  throw new SdrError(
    code === undefined || others.length > 0 ? 'E_CONFIG_INVALID' : code,
    `${file} has ${lines.length} fault${lines.length === 1 ? '' : 's'}:\n${lines.join('\n')}`,
  );
};
