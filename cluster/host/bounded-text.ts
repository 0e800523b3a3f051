const HEAD = 1_000_000;
const TAIL = 1_000_000;

/** Collects output of any size in bounded memory: the beginning and the end, and how much is missing between them. */
export class BoundedText {
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headBytes = 0;
  #tailBytes = 0;
  #leftOut = 0;

  add(chunk: Buffer): void {
    const room = HEAD - this.#headBytes;
    if (room > 0) {
      const first = chunk.subarray(0, room);
      this.#head.push(first);
      this.#headBytes += first.length;
    }
    if (chunk.length > room) this.#addToTail(chunk.subarray(Math.max(room, 0)));
  }

  #addToTail(chunk: Buffer): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    while (this.#tail[0] !== undefined && this.#tailBytes - this.#tail[0].length >= TAIL) {
      this.#tailBytes -= this.#tail[0].length;
      this.#leftOut += this.#tail[0].length;
      this.#tail.shift();
    }
  }

  toString(): string {
    const gap = this.#leftOut > 0 ? [Buffer.from(`\n… ${this.#leftOut} bytes left out …\n`)] : [];
    return Buffer.concat([...this.#head, ...gap, ...this.#tail]).toString('utf8');
  }
}
