import { ERRORS, isErrorCode } from '../domain/errors.js';

/**
 * The parts of docs/commands/ that are printed: `<!-- help: start -->` is followed by what the command says of itself,
 * `<!-- exits: E_USAGE … -->` by the catalogue's rows, each up to `<!-- end -->`.
 */
export const withPrintedParts = (page: string, helpOf: (words: readonly string[]) => string): string =>
  page.replaceAll(
    /(<!-- (help|exits): ([^>]*) -->\n)[^]*?(<!-- end -->)/g,
    (_, opening: string, kind: string, words: string, end: string) =>
      `${opening}\n${kind === 'help' ? helpBlock(helpOf(words.split(' '))) : exitTable(words.split(' '))}\n\n${end}`,
  );

/** The commands whose help a page shows. */
export const commandsOn = (page: string): readonly string[] =>
  [...page.matchAll(/<!-- help: ([^>]*) -->/g)].map(([, words = '']) => words);

const helpBlock = (help: string): string => `\`\`\`text\n${help.trimEnd()}\n\`\`\``;

const exitTable = (codes: readonly string[]): string =>
  ['| exit | code | what to do |', '| --- | --- | --- |', '| 0 | | |', ...codes.map(exitRow)].join('\n');

const exitRow = (code: string): string => {
  if (!isErrorCode(code)) throw new Error(`no error ${code}`);
  const { exit, hint } = ERRORS[code];
  return `| ${exit} | \`${code}\` | ${hint.replaceAll('|', String.raw`\|`)} |`;
};
