import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { commandsOn, withPrintedParts } from '../../client/printed.js';
import { gsSdr, inShell, sdr } from '../support/cli.js';

/** docs/commands/: every command has a page, which says what the command says, and whose examples run. */
const directory = new URL('../../docs/commands/', import.meta.url);
const pages = readdirSync(directory).filter((file) => file !== 'README.md');
const read = (file: string): string => readFileSync(new URL(file, directory), 'utf8');

const helpOf = async (words: string): Promise<readonly [string, string]> => {
  const [first = '', ...rest] = words.split(' ');
  const run = first === 'gs_sdr' ? gsSdr([...rest, '--help']) : sdr([first, ...rest, '--help'], { env: { HOME: '~' } });
  const { exit, stdout } = await run;
  expect([words, exit]).toEqual([words, 0]);
  return [words, stdout];
};

test('every command has a page, and the index has them all', async () => {
  const help = (await sdr(['--help'])).stdout.split('Commands:\n')[1] ?? '';
  const commands = [...help.matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  expect(commands.length).toBeGreaterThan(10);
  expect(pages.map((file) => file.replace('.md', '')).toSorted()).toEqual([...commands, 'gs_sdr'].toSorted());
  const linked = [...read('README.md').matchAll(/\]\(([a-z_-]+\.md)\)/g)].map(([, file]) => file);
  expect(linked.toSorted()).toEqual(pages.toSorted());
});

describe.each(pages)('%s', (file) => {
  test('shows the options as the command has them (npm run docs)', async () => {
    const page = read(file);
    const helps = new Map(await Promise.all(commandsOn(page).map(helpOf)));
    expect(helps.size).toBeGreaterThan(0);
    expect(page).toBe(withPrintedParts(page, (words) => helps.get(words.join(' ')) ?? ''));
  });

  test('has examples whose words the command line knows', async () => {
    const lines = /^```sh\n([^]*?)^```/m.exec(read(file))?.[1]?.trim().split('\n') ?? [];
    expect(lines).not.toEqual([]);
    // There is no file, no terminal, no Temporal server, no lab of that name: each gets as far as that.
    for (const line of lines) {
      const end = await inShell(`${line} </dev/null`);
      const far =
        /E_FILE_UNREADABLE|E_NO_TEMPORAL|E_ROOT|E_NO_LAB|E_TOOL_MISSING|E_CODEC_KEY|there is no terminal|empty password/;
      expect([line, end.exit === 0 || far.test(end.stderr), end.stderr]).toEqual([line, true, end.stderr]);
    }
  });
});
