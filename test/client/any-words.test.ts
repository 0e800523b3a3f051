import { describe, expect, test } from '@jest/globals';
import { CommanderError, type Command } from 'commander';
import fc from 'fast-check';
import { commandLine } from '../../client/command-line.js';
import { SdrError } from '../../domain/errors.js';
import { expectRefusal, sdr } from '../support/cli.js';

/** The real commands and options, of which nothing is carried out. */
const inert = (command: Command): Command => {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined, outputError: () => undefined });
  if (command.commands.length === 0) command.action(() => undefined);
  command.commands.forEach(inert);
  return command;
};

const words = (command: Command): readonly string[] => [
  command.name(),
  ...command.options.flatMap(({ long, short }) => [long, short].filter((flag) => typeof flag === 'string')),
  ...command.commands.flatMap(words),
];

const known = fc.constantFrom(...new Set(words(commandLine('1.0.0').program)));
const hostile = fc.oneof(
  fc.constantFrom(
    '$(id)',
    '`id`',
    `'; --`,
    '../..',
    '-',
    '--',
    '--=',
    '-Xé',
    '\n',
    '%s',
    '__proto__',
    '--__proto__',
    '--constructor=x',
    'x'.repeat(10_000),
    '--time-out=1e9',
    '-U=a|b',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

test('any words are taken or refused by code: no other error, in one line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(known, known, hostile), { maxLength: 8 }), async (argv) => {
      try {
        await inert(commandLine('1.0.0').program).parseAsync(argv, { from: 'user' });
      } catch (error) {
        if (error instanceof CommanderError) return;
        expect(error).toBeInstanceOf(SdrError);
        expect(['E_USAGE', 'E_NAME_REFUSED']).toContain((error as SdrError).code);
        expect((error as SdrError).found).not.toMatch(/\n/);
      }
    }),
    { numRuns: 120 },
  );
});

describe('of a process of its own', () => {
  test.concurrent.each([
    ['-U', 'a|b', 'E_NAME_REFUSED', '"a|b" is no name of a hadr user'],
    ['-U', '$(id)', 'E_NAME_REFUSED', 'is no name of a hadr user'],
    ['-X', '$(id).xml', 'E_FILE_UNREADABLE', 'no such file'],
    ['-X', '../../../nowhere\n', 'E_FILE_UNREADABLE', 'no such file'],
    ['-X', 'x'.repeat(5_000), 'E_FILE_UNREADABLE', 'name too long'],
    ['--json', '/dev/null', 'E_CONFIG_SYNTAX', 'this is no JSON'],
    ['-fWgeheim', '--detach', 'E_PASSWORD_IN_ARGV', 'no password is taken'],
    ['--passwd', 'geheim', 'E_PASSWORD_IN_ARGV', 'no password is taken'],
    ['--pass=geheim', '--detach', 'E_PASSWORD_IN_ARGV', 'no password is taken'],
  ] as const)('start with %j %j is refused', async (first, second, code, finding) => {
    const end = await sdr(['start', '-m', 'primary', first, second]);
    expectRefusal(end, code, finding);
    expect(end.stderr).not.toMatch(/geheim|\n {4}at /);
  });
});
