import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClusterPair } from '../../domain/topology.js';
import { bashOnTerminal, inShell, sdr } from '../support/cli.js';
import { temporaryConfiguration } from '../support/configuration-file.js';
import { recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

/** TAB in a real bash, with a Temporal server that knows one pair of clusters. */
let temporal: TemporalForTests;
let shell: Awaited<ReturnType<typeof bashOnTerminal>>;
let pair: ClusterPair;
beforeAll(async () => {
  temporal = await temporalForTests();
  pair = pairFor('primary');
  const file = await temporaryConfiguration(pair);
  await withWorker(temporal, `sdr-${pair.cluster}`, recordingActivities().activities, async () => {
    const end = await sdr(['start', '-m', 'primary', '--json', file.path], { temporal: temporal.environment.address });
    expect(end.exit).toBe(0);
  });
  await file.remove();
  shell = await bashOnTerminal({ temporal: temporal.environment.address });
  shell.write('source <(sdr completion bash) && echo ready-$((1 + 1))\n');
  await shell.said(/ready-2/);
});
afterAll(async () => {
  shell.signal('SIGKILL');
  await shell.remove();
  await temporal.environment.teardown();
});

const CLEAR_LINE = '\u0015';

describe('in bash', () => {
  test.each([
    ['a command', 'sdr hist', 'sdr history '],
    ['a command below another', 'sdr lab snap', 'sdr lab snapshot '],
    ['an option', 'sdr start --yes', 'sdr start --yes-overwrite '],
    ['a value that an option takes', 'sdr start -m dis', 'sdr start -m disaster_standby '],
    ['a cluster that Temporal knows', 'sdr status --cluster nor', 'sdr status --cluster north-'],
    ['the peer of such a cluster', 'sdr status --peer sou', 'sdr status --peer south-'],
  ])('TAB completes %s', async (_, typed, completed) => {
    shell.write(`${typed}\t`);
    await shell.said(new RegExp(completed));
    shell.write(CLEAR_LINE);
  });
});

test.each(['bash', 'zsh', 'fish'])('a script for %s is printed, on standard output alone', async (kind) => {
  const { exit, stdout, stderr } = await sdr(['completion', kind]);
  expect([exit, stderr]).toEqual([0, '']);
  expect(stdout).toContain('sdr complete --');
});

test('bash finds no fault with its script', async () => {
  expect(await inShell('sdr completion bash | bash -n')).toEqual({ exit: 0, stdout: '', stderr: '' });
});

test('without a Temporal Service there are no names to offer, and that is no error', async () => {
  const { exit, stdout, stderr } = await sdr(['complete', '--', 'status', '--cluster', '']);
  expect([exit, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^:\d+\n$/);
});
