// `npm start`: packs durable-sdr where this lies in its clone, installs and compiles what is due, then rehearses.
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const clone = join(here, '..', '..');
const run = (program, args, cwd = here) =>
  execFileSync(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

if (!existsSync(join(here, 'durable-sdr.tgz'))) {
  process.stderr.write('packing durable-sdr\n');
  run('npm', ['run', 'build', '--silent'], clone);
  const packed = run('npm', ['pack', '--silent', '--pack-destination', here], clone).trim().split('\n').at(-1);
  renameSync(join(here, packed), join(here, 'durable-sdr.tgz'));
}
if (!existsSync(join(here, 'node_modules', 'durable-sdr'))) {
  process.stderr.write('installing packages\n');
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
}
run('npm', ['run', 'build', '--silent']);
await import('./dist/rehearsal/main.js');
