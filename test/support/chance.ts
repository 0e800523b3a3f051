/** mulberry32: the same numbers for the same seed, everywhere. */
export const generator = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** What is decided by chance: in the same order, the same decisions for the same seed. */
export interface Chance {
  /** One of them, each as likely as any other. */
  readonly of: <T>(choices: readonly [T, ...T[]] | readonly T[]) => T;
  /** A whole number from `least` to `most`. */
  readonly between: (least: number, most: number) => number;
  readonly happens: (probability: number) => boolean;
}

export const chanceOf = (seed: number): Chance => {
  const random = generator(seed);
  const between: Chance['between'] = (least, most) => least + Math.floor(random() * (most - least + 1));
  return {
    between,
    of: (choices) => choices[between(0, choices.length - 1)]!,
    happens: (probability) => random() < probability,
  };
};
