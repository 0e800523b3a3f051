import { LAST_LINE, clipped } from './markdown.js';

/** A piece of the details. When not all have room, the one with the highest number is left out first; 0 always stays. */
export interface Section {
  readonly dispensable: number;
  readonly text: string;
}

/** The Web UI asks its server for the details in an address; proxies in between take no more than 8 kB of that. */
export const ROOM = 7_500;

const LEFT_OUT: Section = { dispensable: 0, text: 'There is more than has room here: ask the query **state**.' };

/** The sections that have room, in their order. */
export const composed = (sections: readonly Section[], room = ROOM): string => {
  let kept = sections;
  while (sizeOf(textOf(kept)) > room) {
    const last = Math.max(...kept.map(({ dispensable }) => dispensable));
    if (last === 0) return cut(textOf(kept), room);
    kept = [...kept.filter((section) => section.dispensable < last && section !== LEFT_OUT), LEFT_OUT];
  }
  return textOf(kept);
};

const textOf = (sections: readonly Section[]): string => [...sections.map(({ text }) => text), LAST_LINE].join('\n\n');

const cut = (text: string, room: number): string => {
  let shorter = text;
  while (sizeOf(shorter) > room) shorter = clipped(shorter, Math.floor(shorter.length * 0.9));
  return shorter;
};

/** Bytes of the text in an address. */
export const sizeOf = (text: string): number =>
  Array.from(text).reduce((size, character) => size + sizeOfOne(character), 0);

const sizeOfOne = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return /[\w.~!*'()-]/.test(character) ? 1 : 3;
  return code < 0x800 ? 6 : code < 0x10000 ? 9 : 12;
};
