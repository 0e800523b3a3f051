import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import type { Command } from 'commander';
import { commandLine } from '../../../client/command-line.js';
import { mapHelp } from '../../../client/lang/help.js';
import { wrapped } from '../../../client/lang/wrap.js';
import { ZH_HELP } from '../../../client/lang/zh-help.js';

/** Every text that the help of any command has for people. */
const textsOfHelp = (): ReadonlySet<string> => {
  const { program } = commandLine('0.0.0');
  const said = new Set<string>();
  mapHelp(program, (text) => {
    said.add(text);
    return text;
  });
  // Headings and remarks are said as the help is shown.
  const show = (command: Command): void => {
    command.helpInformation();
    command.commands.forEach(show);
  };
  show(program);
  return said;
};

const said = textsOfHelp();

test('every text of --help, of every command, is there in Chinese', () => {
  expect(said.size).toBeGreaterThan(150);
  const missing = [...said].filter((text) => !/\p{Script=Han}|^(?:ba|z|fi)sh，/u.test(ZH_HELP[text] ?? ''));
  expect(missing).toEqual([]);
});

test('nothing is there in Chinese that no command says any more', () => {
  expect(Object.keys(ZH_HELP).filter((text) => !said.has(text))).toEqual([]);
});

test('a Chinese text is broken without loss, into lines that fit, none beginning with a mark that closes', () => {
  const pieces = fc.constantFrom(
    '重',
    '建',
    '，',
    '。',
    '（',
    '）',
    '“',
    '”',
    '、',
    ' ',
    'WAL',
    '`sdr start -f`',
    '-m',
    '…',
  );
  const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(texts, fc.integer({ min: 40, max: 80 }), (text, width) => {
      const lines = wrapped(text, width).split('\n');
      const bare = (some: string): string => some.replaceAll(/\s/g, '');
      expect(bare(lines.join(''))).toBe(bare(text));
      const runs = /[（“]{5}|[，。）”、…]{5}|[^\s\p{Script=Han}]{20}/u;
      if (!runs.test(bare(text))) for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
  const [first, second] = wrapped('请先恢复主节点，再启动。', 14).split('\n');
  expect([first, second]).toEqual(['请先恢复主节', '点，再启动。']);
});
