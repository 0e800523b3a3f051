// `npm run chaos -- --minutes N --seed S [--trace FILE [--replay]] [--round N] [--logs DIRECTORY] [--netns]`: starts, aborts and
// re-entries of both sides on a lab, while pairs of faults strike at random; after each round everything must hold.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './prepare.mjs';

await prepare();
const { findTemporalProgram } = await import('../dist/lab/temporal/find-program.js');
await findTemporalProgram((sentence) => process.stderr.write(`${sentence}\n`));

const hooks = pathToFileURL(join(root, 'scripts', 'typescript.mjs')).href;
const main = join(root, 'test', 'chaos', 'main.ts');
const child = spawn(process.execPath, ['--import', hooks, main, ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
// A Ctrl-C on the terminal reaches both; whatever else ends this one shall end that one too.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
