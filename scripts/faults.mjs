// `npm run faults [-- --only TEXT]`: plays the fault scenarios on a lab, each from clusters as they were made, and says how
// each ended. Takes a while.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root } from './prepare.mjs';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
await prepare();
const { findTemporalProgram } = await import('../dist/lab/temporal/find-program.js');
await findTemporalProgram((sentence) => process.stderr.write(`${sentence}\n`));

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, '--testMatch', '**/test/faults/matrix.ts', '--runInBand'],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, SDR_FAULTS_ONLY: values.only } },
);
process.exitCode = status ?? 1;
