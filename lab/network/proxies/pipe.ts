import type { Socket } from 'node:net';
import type { Link } from '../link.js';

/** All connections of one direction share its width, and what happens to it. */
export class Pipe {
  #freeAt = 0;
  readonly #waiting = new Set<() => void>();

  constructor(readonly link: () => Link) {}

  /** For how many milliseconds what arrived then has still to wait; for ever while the direction is dropped. */
  waitFor(arrivedAt: number): number {
    const { drop, delayMs, bytesPerSecond } = this.link();
    if (drop) return Infinity;
    const now = Date.now();
    return Math.max(arrivedAt + delayMs - now, bytesPerSecond === undefined ? 0 : this.#freeAt - now);
  }

  /** What is handed on keeps the others waiting as long as it takes. */
  occupy(bytes: number): void {
    const { bytesPerSecond } = this.link();
    if (bytesPerSecond !== undefined)
      this.#freeAt = Math.max(Date.now(), this.#freeAt) + (bytes / bytesPerSecond) * 1000;
  }

  /** Whoever waits looks again: what is on its way goes on as the direction is now. */
  changed(): void {
    this.#freeAt = 0;
    for (const look of this.#waiting) look();
  }

  /** @returns what ends the watch */
  onChange(look: () => void): () => void {
    this.#waiting.add(look);
    return () => this.#waiting.delete(look);
  }
}

/** Calls when something that sets out now has passed; not at all when the socket closes before. */
export const pass = (pipe: Pipe, socket: Socket, then: () => void): void => {
  const since = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const leave = (): void => {
    clearTimeout(timer);
    ending();
    socket.off('close', leave);
  };
  const look = (): void => {
    clearTimeout(timer);
    const wait = pipe.waitFor(since);
    if (wait >= 1) {
      if (wait !== Infinity) timer = setTimeout(look, wait);
      return;
    }
    leave();
    then();
  };
  const ending = pipe.onChange(look);
  socket.once('close', leave);
  look();
};

/** A direction may have this much on its way. */
const ON_ITS_WAY = 4 * 1024 * 1024;

interface OnItsWay {
  readonly item: Buffer | 'end' | 'reset';
  readonly since: number;
}

/**
 * Hands everything from one socket to another through a pipe, in order, holding the sender back while the receiver or
 * the pipe is full. What a dropped direction has swallowed arrives when it is healed, as TCP sends it again, unless one
 * of the two has given up meanwhile.
 */
export const carry = (from: Socket, to: Socket, pipe: Pipe): void => {
  const queue: OnItsWay[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const flow = (): void => {
    if (bytes > ON_ITS_WAY || to.writableNeedDrain) from.pause();
    else from.resume();
  };
  const handOn = (item: OnItsWay['item']): void => {
    if (item === 'end') to.end();
    else if (item === 'reset') to.resetAndDestroy();
    else {
      bytes -= item.length;
      pipe.occupy(item.length);
      to.write(item);
    }
  };
  const look = (): void => {
    clearTimeout(timer);
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const wait = pipe.waitFor(head.since);
      if (wait >= 1) {
        if (wait !== Infinity) timer = setTimeout(look, wait);
        break;
      }
      queue.shift();
      handOn(head.item);
    }
    flow();
  };
  const take = (item: OnItsWay['item']): void => {
    if (to.destroyed) return;
    queue.push({ item, since: Date.now() });
    bytes += item instanceof Buffer ? item.length : 0;
    if (queue.length === 1) look();
    else flow();
  };
  const leave = pipe.onChange(look);
  from.on('data', take);
  from.on('end', () => take('end'));
  from.on('error', () => take('reset'));
  to.on('drain', flow);
  to.on('close', () => {
    leave();
    clearTimeout(timer);
    queue.length = 0;
    bytes = 0;
    flow();
  });
};
