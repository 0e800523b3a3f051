import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectRefusal, sdr, sdrOnTerminal, type Ended } from '../support/cli.js';

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'sdr-credentials-'))));
afterAll(() => rm(directory, { recursive: true, force: true }));

let files = 0;
const newFile = (): string => join(directory, `credentials-${++files}.json`);

const set = (file: string, ...more: readonly string[]): string[] => [
  ...['credentials', 'set', '-U', 'hadr', '--file', file],
  ...more,
];
const users = async (file: string): Promise<unknown> =>
  (JSON.parse(await readFile(file, 'utf8')) as { users: unknown }).users;

/** Types an answer to each question as it comes. */
const typed = async (
  file: string,
  ...answers: readonly (readonly [question: RegExp, answer: string])[]
): Promise<Ended> => {
  const running = sdrOnTerminal(set(file));
  for (const [question, answer] of answers) {
    await running.said(question);
    running.write(answer);
  }
  return running.ended;
};

describe('on a terminal', () => {
  test('the password is asked for twice, hidden, and kept in a file for its owner alone', async () => {
    const file = newFile();
    const { exit, stdout } = await typed(file, [/Password:/, 'se-cret\r'], [/Again:/, 'se-cret\r']);
    expect(exit).toBe(0);
    expect(stdout).toContain(`the password of hadr is in ${file}`);
    expect(stdout).not.toContain('se-cret');
    expect(await users(file)).toEqual({ hadr: 'se-cret' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('two answers that differ are asked for again', async () => {
    const file = newFile();
    const { exit } = await typed(
      file,
      [/Password:/, 'one\r'],
      [/Again:/, 'two\r'],
      [/not equal[^]*Password:/, 'three\r'],
      [/not equal[^]*Again:/, 'three\r'],
    );
    expect(exit).toBe(0);
    expect(await users(file)).toEqual({ hadr: 'three' });
  });

  test('Ctrl-C keeps nothing', async () => {
    const { exit, stdout } = await typed(newFile(), [/Password:/, '\u0003']);
    expect(exit).toBe(130);
    expect(stdout).toContain('sdr: [E_INTERRUPTED] no answer; nothing was changed');
    expect(await readdir(directory)).not.toContain(`credentials-${files}.json`);
  });
});

test('without a terminal somebody must say where the password comes from', async () => {
  expectRefusal(await sdr(set(newFile())), 'E_USAGE', 'there is no terminal to ask on: use --stdin');
});

test('a program gives the password on standard input; the other users’ stay', async () => {
  const file = newFile();
  await writeFile(file, JSON.stringify({ users: { other: 'x' } }), { mode: 0o600 });
  const { exit, stdout } = await sdr(set(file, '--stdin', '--json'), { input: 'se-cret\n' });
  expect([exit, JSON.parse(stdout)]).toEqual([0, { user: 'hadr', file }]);
  expect(await users(file)).toEqual({ other: 'x', hadr: 'se-cret' });
});

test.each([
  ['se cret', 'the password must not contain blanks'],
  ['se$cret', 'the password must not contain blanks or any of'],
  ['-secret', 'nor begin with a dash'],
  ['', 'an empty password'],
])('a password that the tools would trip over is refused and not repeated (%j)', async (password, finding) => {
  const end = await sdr(set(newFile(), '--stdin'), { input: `${password}\n` });
  expectRefusal(end, 'E_USAGE', finding);
  expect(end.stderr).not.toMatch(/se.cret/);
});

describe('a file that is there and', () => {
  test.each([
    ['can be read by others', JSON.stringify({ users: { other: 'x' } }), 0o644, 'can be read by others: chmod 600 it'],
    ['is something else', 'other: x', 0o600, 'is not a credentials file'],
  ])('%s is refused, and stays as it is', async (_, text, mode, finding) => {
    const file = newFile();
    await writeFile(file, text);
    await chmod(file, mode);
    expectRefusal(await sdr(set(file, '--stdin'), { input: 'se-cret' }), 'E_NO_CREDENTIALS', finding);
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});

test('a place that cannot be written is told as such', async () => {
  const end = await sdr(set('/proc/credentials.json', '--stdin'), { input: 'se-cret' });
  expectRefusal(end, 'E_FILE_NOT_WRITTEN', '/proc/credentials.json: ');
});
