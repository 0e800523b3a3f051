import { describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import fc from 'fast-check';
import { SECRET_VARIABLE, quoteArgument, quoteCommand } from '../../cluster/host/quote.js';
import { Secret, shown } from '../../cluster/host/secret.js';

const hostile = fc.oneof(
  fc.constantFrom(
    `'`,
    `'\\''`,
    '"',
    '$(id)',
    '`id`',
    '${HOME}',
    'a\nb',
    '\\',
    '',
    ' ',
    '*',
    '~',
    '-n',
    '!x',
    '#',
    '&',
    '%s',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0')),
);

describe.each(['sh', 'bash'])('a word quoted for %s', (shell) => {
  test('is read back as it was, whatever it contains', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 20 }), async (words) => {
        const script = `printf '%s\\0' ${words.map(quoteArgument).join(' ')}`;
        const { stdout } = await execa(shell, ['-c', script], { stripFinalNewline: false });
        expect(stdout).toBe(words.map((word) => `${word}\0`).join(''));
      }),
      { numRuns: 40 },
    );
  });
});

test('a secret stands in no shell text, only the name of its variable does', () => {
  const command = ['gs_encrypt', '-f', 'hadr', { prefix: "o'hara|", secret: new Secret('p4ss') }] as const;
  expect(quoteCommand(command)).toBe(String.raw`gs_encrypt -f hadr 'o'\''hara|'"$${SECRET_VARIABLE}"`);
  expect(shown(command)).not.toContain('p4ss');
});

test('a NUL character is refused: no argument can hold it', () => {
  expect(() => quoteArgument('a\0b')).toThrow(RangeError);
});
