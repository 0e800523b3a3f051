import type { Socket } from 'node:net';
import type { Fault } from '../faults.js';

/** One direction between two clusters, as its faults make it. */
export interface Link {
  readonly cut: boolean;
  readonly drop: boolean;
  readonly delayMs: number;
  /** Undefined: as fast as it goes. */
  readonly bytesPerSecond?: number;
}

export const OPEN: Link = { cut: false, drop: false, delayMs: 0 };

export const linkOf = (faults: readonly Extract<Fault, { kind: 'link' }>[]): Link =>
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

/** All connections of one direction share its width. */
export class Pipe {
  #freeAt = 0;

  constructor(readonly link: () => Link) {}

  /** When bytes that arrive now may be handed on, in milliseconds from now. */
  delayFor(bytes: number): number {
    const { delayMs, bytesPerSecond } = this.link();
    if (bytesPerSecond === undefined) return delayMs;
    const now = Date.now();
    this.#freeAt = Math.max(now, this.#freeAt) + (bytes / bytesPerSecond) * 1000;
    return delayMs + this.#freeAt - now;
  }
}

/** A delayed direction may have this much on its way. */
const ON_ITS_WAY = 4 * 1024 * 1024;

/**
 * Hands everything from one socket to another through a pipe, holding the sender back while the receiver or the pipe is
 * full. A dropped direction swallows what comes and says nothing, as a silent firewall does.
 */
export const carry = (from: Socket, to: Socket, pipe: Pipe): void => {
  const queue: (Buffer | 'end')[] = [];
  let bytes = 0;
  const flow = (): void => {
    if (bytes > ON_ITS_WAY || to.writableNeedDrain) from.pause();
    else from.resume();
  };
  /** Timers may fire out of order; what is handed on is always what came first. */
  const handOn = (): void => {
    const item = queue.shift();
    if (item === undefined) return;
    if (item === 'end') {
      to.end();
      return;
    }
    bytes -= item.length;
    if (!pipe.link().drop) to.write(item);
    flow();
  };
  const take = (item: Buffer | 'end'): void => {
    const size = item === 'end' ? 0 : item.length;
    queue.push(item);
    bytes += size;
    const wait = pipe.delayFor(size);
    if (wait <= 0 && queue.length === 1) handOn();
    else setTimeout(handOn, wait);
    flow();
  };
  from.on('data', take);
  from.on('end', () => take('end'));
  to.on('drain', flow);
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (from.errored) to.destroy();
  });
};
