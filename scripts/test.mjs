// `npm test`: installs and compiles what is due, then type check, lint, format, and the tests. Arguments go to jest.
// `npm run test:long`: the tests that take longest, alone. Each closes with one line: N passed, N failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { prepare, root } from './prepare.mjs';

await prepare();
// Fetched or built once, before anything that has a time limit wants it.
const { findTemporalProgram } = await import('../dist/lab/temporal/find-program.js');
await findTemporalProgram((sentence) => process.stderr.write(`${sentence}\n`));

const bin = (...parts) => join(root, 'node_modules', ...parts);
const node = (args, env = {}) =>
  spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  }).status === 0;

const checks = [
  ['types', [bin('@typescript', 'native', 'bin', 'tsc'), '-p', 'tsconfig.test.json']],
  ['lint', [bin('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.']],
  ['format', [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']],
];

let passed = 0;
let failed = 0;
const count = (name, ok) => {
  process.stdout.write(`${ok ? 'PASS' : 'FAIL'} ${name}\n`);
  if (ok) passed += 1;
  else failed += 1;
};

/** Whole stories on a lab, a minute and more each: what they are about is also tested in smaller pieces. */
const LONG = [
  'test/client/waiting.test.ts', // minutes, in which it does next to nothing
  'test/crash/lab.test.ts',
  'test/examples/',
  'test/faults/sample.test.ts',
  'test/lab/netns.test.ts',
  'test/scenarios/(abort|adopt|encrypted|observed|temporal-lost).test.ts',
  'test/webui/encrypted.test.ts',
];

/** What failed and the first of why, after all that was printed meanwhile. */
const failuresIn = (files) =>
  files.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name);
    const failures = assertionResults.filter(({ status }) => status === 'failed');
    if (failures.length === 0 && message !== '' && assertionResults.length === 0) return [file, ...firstOf(message)];
    return failures.flatMap(({ fullName, failureMessages }) => [
      `${file} › ${fullName}`,
      ...firstOf(failureMessages[0] ?? ''),
    ]);
  });

const firstOf = (message) =>
  stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 12)
    .map((line) => `    ${line.slice(0, 200)}`);

const words = process.argv.slice(2);
const long = words.includes('--long');
const only = long ? LONG : words;
const rest = only.length === 0 ? [`--testPathIgnorePatterns=${LONG.join('|')}`] : [];
if (only.length === 0) for (const [name, args] of checks) count(name, node(args));

const directory = mkdtempSync(join(tmpdir(), 'sdr-test-'));
const report = join(directory, 'report.json');
const jest = [
  ...['--experimental-vm-modules', '--no-warnings', bin('jest', 'bin', 'jest.js')],
  ...['--json', `--outputFile=${report}`, '--maxWorkers=2', ...rest, ...only],
];
const ok = node(jest);
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  passed += numPassedTests;
  failed += numFailedTests + numRuntimeErrorTestSuites;
  for (const line of failuresIn(testResults)) process.stdout.write(`✗ ${line}\n`);
} catch {
  failed += 1;
}
rmSync(directory, { recursive: true, force: true });
if (!ok && failed === 0) failed = 1;

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
