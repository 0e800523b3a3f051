// `npm run crash-matrix [-- --seed N] [--only TEXT]`: kills the worker, the Temporal server and commands at every part of a
// start of both sides, on a lab, and compares what is left with a start without a fault. Takes a while.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root } from './prepare.mjs';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
});
await prepare();
const { findTemporalProgram } = await import('../dist/lab/temporal/find-program.js');
await findTemporalProgram((sentence) => process.stderr.write(`${sentence}\n`));

process.stdout.write(`seed ${values.seed}\n`);
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, '--testMatch', '**/test/crash/lab/matrix.ts', '--runInBand'],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, SDR_CRASH_SEED: values.seed, SDR_CRASH_ONLY: values.only },
  },
);
process.exitCode = status ?? 1;
