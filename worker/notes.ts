import type { Command } from 'commander';
import stringWidth from 'string-width';

/** What stands below a command's options in its help. */
export type Note =
  | { readonly kind: 'sentence'; readonly text: string }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'examples'; readonly heading: string; readonly examples: readonly Example[] };

/** A sentence behind its label, or what is to be typed. */
export type Row =
  { readonly label: string; readonly text: string } | { readonly label: string; readonly command: string };

/** A command line that somebody would type, or what they do instead, and what it is for. */
export type Example =
  | { readonly kind: 'command'; readonly command: string; readonly caption?: string }
  | { readonly kind: 'instead'; readonly instead: string; readonly caption: string };

export const sentence = (text: string): Note => ({ kind: 'sentence', text });

export const rows = (...list: readonly Row[]): Note => ({ kind: 'rows', rows: list });

/** @param examples command lines alone, or each behind its caption */
export const examples = (
  ...list: readonly (string | readonly [caption: string, command: string] | Example)[]
): Note => ({
  kind: 'examples',
  heading: list.length === 1 ? 'Example:' : 'Examples:',
  examples: list.map(exampleOf),
});

const exampleOf = (given: string | readonly [string, string] | Example): Example => {
  if (typeof given === 'string') return { kind: 'command', command: given };
  return 'kind' in given ? given : { kind: 'command', caption: given[0], command: given[1] };
};

const NOTES = new WeakMap<Command, readonly Note[]>();

/** Puts notes below the help of a command; they are read when the help is shown. */
export const withNotes = (command: Command, ...notes: readonly Note[]): Command => {
  NOTES.set(command, notes);
  return command.addHelpText('after', () => notesOf(command).map(textOf).join('\n'));
};

export const notesOf = (command: Command): readonly Note[] => NOTES.get(command) ?? [];

/** The same notes with every text for people put into other words; what is to be typed stays. */
export const mapNotes = (command: Command, said: (text: string) => string): void => {
  if (NOTES.has(command))
    NOTES.set(
      command,
      notesOf(command).map((note) => mapped(note, said)),
    );
};

const mapped = (note: Note, said: (text: string) => string): Note => {
  switch (note.kind) {
    case 'sentence':
      return sentence(said(note.text));
    case 'rows':
      return rows(
        ...note.rows.map((row) => ({ ...row, label: said(row.label), ...('text' in row && { text: said(row.text) }) })),
      );
    case 'examples':
      return { kind: 'examples', heading: said(note.heading), examples: note.examples.map((one) => toldIn(one, said)) };
  }
};

const toldIn = (example: Example, said: (text: string) => string): Example => {
  switch (example.kind) {
    case 'command':
      return { ...example, ...(example.caption !== undefined && { caption: said(example.caption) }) };
    case 'instead':
      return { ...example, caption: said(example.caption), instead: said(example.instead) };
  }
};

/** Each note below an empty line. */
const textOf = (note: Note): string => {
  switch (note.kind) {
    case 'sentence':
      return `\n${note.text}`;
    case 'rows':
      return `\n${columns(
        note.rows.map((row) => [row.label, 'text' in row ? row.text : row.command]),
        1,
      ).join('\n')}`;
    case 'examples':
      return `\n${[note.heading, ...columns(note.examples.map(cellsOf), 2).map((line) => `  ${line}`)].join('\n')}`;
  }
};

const cellsOf = (example: Example): readonly [string, string] => [
  example.caption ?? '',
  example.kind === 'command' ? example.command : example.instead,
];

const columns = (rows: readonly (readonly [string, string])[], gap: number): readonly string[] => {
  const widest = Math.max(...rows.map(([first]) => stringWidth(first)));
  return rows.map(([first, second]) =>
    widest === 0 ? second : `${first}${' '.repeat(widest - stringWidth(first) + gap)}${second}`,
  );
};
