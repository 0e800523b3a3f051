import { bytes, duration } from '../units.js';

/**
 * Whether what the primary keeps of its WAL outlives the other side's build: a build whose beginning is recycled before
 * it ends has copied for nothing.
 */
export interface Headroom {
  /** WAL the primary writes. */
  readonly walBytesPerSecond: number;
  /** Until the WAL from the build's begin is recycled; undefined: at this rate never. */
  readonly keptForSeconds?: number;
  /** Until the disk of the WAL is full; undefined: WAL is recycled before, or the disk did not tell. */
  readonly diskForSeconds?: number;
  /** What the build still needs at its own rate; undefined: it does not tell. */
  readonly buildForSeconds?: number;
  /** One of the two ends before the build, or so near that it may. */
  readonly short: boolean;
}

/** A look at the primary, and at the build on the other side as far as it tells. */
export interface HeadroomLook {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** WAL written since the database was made. */
  readonly walBytes: number;
  /** What wal_keep_segments keeps. */
  readonly keptBytes: number;
  readonly freeBytes?: number;
  readonly build?: { readonly doneBytes: number; readonly totalBytes: number };
}

/** A build's last tenth may be its slowest. */
const MARGIN = 1.25;

/**
 * @param first the first look since the build began
 * @param before an earlier look, from which the rates are reckoned
 */
export const headroomOf = (first: HeadroomLook, before: HeadroomLook, now: HeadroomLook): Headroom => {
  const seconds = (now.at - before.at) / 1000;
  const walBytesPerSecond = seconds > 0 ? Math.max(0, (now.walBytes - before.walBytes) / seconds) : 0;
  const untilRecycled = Math.max(0, now.keptBytes - (now.walBytes - first.walBytes));
  const lasts = (bytes: number): number | undefined =>
    walBytesPerSecond > 0 ? Math.floor(bytes / walBytesPerSecond) : undefined;
  const keptForSeconds = lasts(untilRecycled);
  const fills = now.freeBytes !== undefined && now.freeBytes < untilRecycled;
  const diskForSeconds = fills ? lasts(now.freeBytes) : undefined;
  const buildForSeconds = buildTime(before, now, seconds);
  const soonest = Math.min(keptForSeconds ?? Infinity, diskForSeconds ?? Infinity);
  return {
    walBytesPerSecond: Math.round(walBytesPerSecond),
    ...(keptForSeconds !== undefined && { keptForSeconds }),
    ...(diskForSeconds !== undefined && { diskForSeconds }),
    ...(buildForSeconds !== undefined && { buildForSeconds }),
    short: untilRecycled === 0 || soonest < (buildForSeconds ?? 0) * MARGIN,
  };
};

/** `WAL is kept for 3 h 10 min at 4.0 MB/s, the build needs 12 min`, with a warning when that is short. */
export const headroomText = (headroom: Headroom): string => {
  const { walBytesPerSecond, keptForSeconds, diskForSeconds, buildForSeconds, short } = headroom;
  const lasts = (seconds: number): string => duration(seconds * 1000);
  const said = [
    `WAL is kept for ${keptForSeconds === undefined ? 'any time' : lasts(keptForSeconds)} at ${bytes(walBytesPerSecond)}/s`,
    ...(diskForSeconds === undefined ? [] : [`its disk is full in ${lasts(diskForSeconds)}`]),
    ...(buildForSeconds === undefined ? [] : [`the build needs ${lasts(buildForSeconds)}`]),
  ].join(', ');
  return short ? `TOO SHORT: ${said}. ${NEXT_MOVE}` : said;
};

const NEXT_MOVE = 'Give the WAL more room (disk, wal_keep_segments) or write less until the build is done.';

const buildTime = (before: HeadroomLook, now: HeadroomLook, seconds: number): number | undefined => {
  if (before.build === undefined || now.build === undefined) return undefined;
  const rate = (now.build.doneBytes - before.build.doneBytes) / seconds;
  return rate > 0 ? Math.ceil((now.build.totalBytes - now.build.doneBytes) / rate) : undefined;
};
