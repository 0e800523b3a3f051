/**
 * The little Markdown that every renderer of the Temporal Web UI shows alike: headings, paragraphs, code blocks, links.
 * The server that ships with Temporal also knows tables and formulas, the hosted one does not.
 */

/** Words from outside (a tool, a person) as they are: nothing in them is markup. */
export const plain = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, '�') // half a character, as a cut leaves it, would keep the page from loading
    .split('\n')
    .map((line) => escaped(line.trim()))
    .filter((line) => line !== '')
    .join('\n');

const escaped = (line: string): string =>
  line
    .replace(/[\\`*[\]<>&~|#]|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replaceAll('$', '&#36;')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');

/** Lines in columns, word for word. */
export const block = (lines: readonly string[]): string =>
  ['```', ...lines.map((line) => line.replaceAll('`', '’')), '```'].join('\n');

export const clipped = (text: string, length: number): string => {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
};

/** The frame in which the Web UI shows it is a line too low: what is cut off there is an empty one. */
export const LAST_LINE = '\u00a0';
