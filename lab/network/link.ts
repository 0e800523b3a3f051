import type { LinkFault } from '../faults/fault.js';

/** One direction between two clusters, as its faults make it. */
export interface Link {
  readonly cut: boolean;
  readonly drop: boolean;
  readonly delayMs: number;
  /** Undefined: as fast as it goes. */
  readonly bytesPerSecond?: number;
}

export const OPEN: Link = { cut: false, drop: false, delayMs: 0 };

export const linkOf = (faults: readonly LinkFault[]): Link =>
  faults.reduce<Link>((link, fault) => {
    switch (fault.how) {
      case 'cut':
        return { ...link, cut: true };
      case 'drop':
        return { ...link, drop: true };
      case 'delay':
        return { ...link, delayMs: link.delayMs + fault.milliseconds };
      case 'slow':
        return { ...link, bytesPerSecond: Math.min(link.bytesPerSecond ?? Infinity, fault.bytesPerSecond) };
    }
  }, OPEN);
