import { describe, expect, test } from '@jest/globals';
import { inShell, sdr } from '../support/cli.js';

/** What a new user tries first. */
const COMMANDS = [
  'check',
  'start',
  'plan start',
  'status',
  'query',
  'history',
  'abort',
  'retry',
  'credentials set',
  'worker',
] as const;

test('sdr alone shows its commands, on standard error, and is no success', async () => {
  const { exit, stdout, stderr } = await sdr([]);
  expect([exit, stdout]).toEqual([2, '']);
  for (const command of COMMANDS) expect(stderr).toMatch(new RegExp(`^  ${command.split(' ')[0] ?? ''} `, 'm'));
});

test('sdr --version is the package’s', async () => {
  const { exit, stdout } = await sdr(['--version']);
  expect([exit, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

describe.each(COMMANDS)('sdr %s --help', (command) => {
  test('is on standard output, with examples whose words the command line knows', async () => {
    const { exit, stdout, stderr } = await sdr([...command.split(' '), '--help']);
    expect([exit, stderr]).toEqual([0, '']);
    const examples =
      stdout
        .split(/^Examples?:$/m)[1]
        ?.trim()
        .split('\n') ?? [];
    const lines = examples.map((line) => /\bsdr .*/.exec(line)?.[0]).filter((line) => line !== undefined);
    expect(lines).not.toEqual([]);
    // There is no file, no terminal, no Temporal server: each gets as far as that.
    const ends = await Promise.all(lines.map((line) => inShell(`${line} </dev/null`)));
    for (const end of ends) {
      expect(end.stderr).toMatch(
        /E_FILE_UNREADABLE|E_NO_TEMPORAL|E_ROOT|E_TOOL_MISSING|there is no terminal|empty password/,
      );
    }
  });
});
