// `npm run faults [-- --only PATTERN] [--labs N] [--netns] [--write]`: plays the fault scenarios on labs, each from clusters as
// they were made, and says how each ended. --netns: a third of them, on labs of network namespaces. --write: keeps what was
// seen, and prints docs/faults.md from it. Takes a while.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare, root } from './prepare.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    labs: { type: 'string', default: '2' },
    netns: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
await prepare();
const { findTemporalProgram } = await import('../dist/lab/temporal/find-program.js');
await findTemporalProgram((sentence) => process.stderr.write(`${sentence}\n`));

const TWO_HOURS = 7_200_000;
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--no-warnings', jest],
    ...['--testMatch', '**/test/faults/matrix.ts', '--runInBand', `--testTimeout=${TWO_HOURS}`],
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      SDR_FAULTS_ONLY: values.only,
      SDR_FAULTS_LABS: values.labs,
      SDR_FAULTS_NETNS: values.netns ? 'yes' : '',
      SDR_FAULTS_WRITE: values.write ? 'yes' : '',
    },
  },
);
process.exitCode = status ?? 1;
