/** The write-ahead log: how much of it start keeps, and how its positions read. */

/** gs_sdr's value for wal_keep_segments while the build runs: 256 GB of WAL outlive it. */
export const KEPT_SEGMENTS = '16384';

export const SEGMENT_BYTES = 16 * 1024 ** 2;

/** A position `X/Y` (two hexadecimal halves) as bytes from the beginning; undefined when it is none. */
export const positionOf = (text: string): number | undefined => {
  const [, high, low] = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/.exec(text) ?? [];
  return high === undefined || low === undefined
    ? undefined
    : Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16);
};
