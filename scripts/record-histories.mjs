// `npm run record-histories`: plays the stories of test/histories/record-*.ts on a real server and keeps their
// histories under test/histories/<version>/, in place of those that were there.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();
const { findTemporalProgram } = await import('../dist/lab/temporal/find-program.js');
await findTemporalProgram((sentence) => process.stderr.write(`${sentence}\n`));

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
rmSync(join(root, 'test', 'histories', version), { recursive: true, force: true });
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--no-warnings', jest, '--testMatch', '**/test/histories/record-*.ts', '--runInBand'],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
process.exitCode = status ?? 1;
