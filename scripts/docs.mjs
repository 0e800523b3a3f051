// Writes the pages of docs/, and the parts of pages, that are printed from the tables.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();
const { PRINTED_PAGES } = await import('../dist/domain/printed.js');
for (const [name, print] of Object.entries(PRINTED_PAGES)) writeFileSync(join(root, 'docs', name), print());

const { withFaultList } = await import('../dist/lab/faults/printed.js');
const page = join(root, 'docs', 'lab.md');
writeFileSync(page, withFaultList(readFileSync(page, 'utf8')));

const { withPrintedParts } = await import('../dist/client/printed.js');
const commands = join(root, 'docs', 'commands');
for (const name of readdirSync(commands).filter((file) => file !== 'README.md')) {
  const file = join(commands, name);
  writeFileSync(file, withPrintedParts(readFileSync(file, 'utf8'), helpOf));
}

// Which English stands behind which Chinese, for the test that finds Chinese left behind.
const { sayings, translatedNow } = await import('../dist/client/lang/translated.js');
const translated = join(root, 'test', 'client', 'lang', 'translated.json');
const now = translatedNow(JSON.parse(readFileSync(translated, 'utf8')), sayings());
writeFileSync(translated, `${JSON.stringify(now, null, 2)}\n`);

/** What a command says of itself, in the width it has in a pipe. */
function helpOf(words) {
  const [main, rest] = words[0] === 'gs_sdr' ? ['gs-sdr/main.js', words.slice(1)] : ['main.js', words];
  const argv = [join(root, 'dist', 'client', main), ...rest, '--help'];
  return execFileSync(process.execPath, argv, { encoding: 'utf8', env: { HOME: '~' } });
}
