import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import type { BothView } from '../../client/index.js';
import { ERRORS } from '../../domain/errors.js';
import { expectRefusal, type Ended, type Running } from '../support/cli.js';
import { openCliScenario, type CliScenario } from '../support/cli-scenario.js';
import { differencesFrom } from '../support/json-shapes.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';

/** Both sides started as one on the command line; then, on the same clusters as they were before, aborted as one. */
let scenario: CliScenario;
let untouched: Fingerprint;
let southWorker: ChildProcess | undefined;
beforeAll(async () => {
  scenario = await openCliScenario('both');
  untouched = await fingerprint(scenario.lab, ['north']);
  await scenario.lab.snapshot('before');
  await scenario.workers('north');
  [southWorker] = await scenario.workers('south');
  await slowBuild();
});
afterAll(() => scenario.close());

const slowBuild = (): Promise<void> =>
  scenario.lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 4 * 1024 * 1024 });

const both = (...more: readonly string[]): readonly string[] => {
  const { north, south } = scenario.lab.clusters;
  return ['start', '--both', '-X', north.xmlFile, '-X', south.xmlFile, ...more];
};
const startBoth = (...more: readonly string[]): Running =>
  scenario.sdrRunning(...both('--yes-overwrite', 'south', ...more));
describe('both sides started as one', () => {
  let starting: Running;

  test('are shown as one; the one whose data would be erased is asked about first', async () => {
    expectRefusal(await scenario.sdr(...both()), 'E_OVERWRITE_NOT_CONFIRMED', 'no terminal to type its name on');
    starting = startBoth();
    const said = await starting.said(/build the main standby, south1 dn_6001/);
    expect(said).toMatch(/This start erases all data of cluster south/);
    expect(said).toMatch(/north {2}step 1, /);
    expect(said).toMatch(/south {2}step 1, /);
  });

  test('a side that does not answer is named, with what to do; the other one goes on', async () => {
    southWorker?.kill('SIGKILL');
    const said = await starting.said(/south is silent since/);
    expect(said).toMatch(
      /: (no worker of south asks for work|the worker of south does not answer)\. .*sdr worker --cluster south/,
    );
    expect(said).not.toContain('north is silent');
  });

  test('Ctrl-C leaves them alone, and the same command joins them', async () => {
    starting.signal('SIGINT');
    const end = await starting.ended;
    expectRefusal(
      { ...end, stderr: end.stderr.slice(end.stderr.indexOf('sdr: [')) },
      'E_INTERRUPTED',
      'north~south --watch',
    );
    const shown = JSON.parse((await scenario.sdr('status', '--cluster', 'south~north', '--json')).stdout) as BothView;
    expect(differencesFrom('Both view', shown)).toEqual([]);
    expect(differencesFrom('Both', shown.state)).toEqual([]);
    expect(shown).toMatchObject({
      workflowId: 'sdr:north~south',
      execution: 'RUNNING',
      state: { phase: 'running', sides: { disaster_standby: { silent: { why: expect.any(String) } } } },
    });
  });

  test('it answers again when a worker is back, and both end', async () => {
    await scenario.workers('south');
    const { exit, stdout, stderr } = await startBoth().ended;
    expect([exit, stderr]).toEqual([0, expect.stringContaining('south  step 8, ')]);
    expect(stdout).toMatch(/^north: archive, done in .* s\nsouth: recovery, done in .* s\n$/);
  });

  test('started once more they are done already: nobody is asked, nothing is called', async () => {
    scenario.lab.clearCalls();
    const { exit, stdout } = await scenario.sdr(...both('--output', 'json'));
    const end = JSON.parse(stdout) as BothView['state'];
    expect([exit, end.phase, differencesFrom('Both', end)]).toEqual([0, 'done', []]);
    expect(scenario.lab.calls().filter(({ tool }) => tool === 'gs_guc' || tool === 'gs_ctl')).toEqual([]);
  });

  test('what is done cannot be aborted as one any more', async () => {
    expectRefusal(
      await scenario.sdr('abort', '--cluster', 'north~south'),
      'E_NO_RUN',
      'nothing is under way that started north~south as one',
    );
    const { stdout } = await scenario.sdr('status', '--cluster', 'north~south');
    expect(stdout).toMatch(
      /^north: archive, done in .*\nsouth: recovery, done in .*\n\nnorth {2}primary {2}archive, done\n/,
    );
  });
});

describe('both sides aborted as one while the build runs', () => {
  let started: Promise<Ended>;

  test('the standby first, then the primary; what is lost is said', async () => {
    await scenario.lab.restore('before');
    await scenario.workers();
    await slowBuild();
    const starting = startBoth();
    started = starting.ended;
    await starting.said(/build the main standby, south1 dn_6001/);
    await scenario.building();
    const { exit, stdout, stderr } = await scenario.sdr('abort', '--cluster', 'north~south', '--reason', 'wrong night');
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/^north: normal, aborted in /)]);
    expect(stdout).toMatch(/\nsouth: restore_fail, aborted in .*\nsouth: Its data was being overwritten and is lost/);
    const aborted = stderr.split('\n').flatMap((line) => /(north|south) {2}aborted$/.exec(line)?.[1] ?? []);
    expect(aborted).toEqual(['south', 'north']);
  });

  test('whoever waited for the start is told', async () => {
    const { exit, stderr } = await started;
    expect(exit).toBe(ERRORS.E_ABORTED.exit);
    expect(stderr).toContain('sdr: [E_ABORTED] cluster north~south: the start of both sides was aborted');
  });

  test('the primary cluster is as it was before', async () => {
    expect(await fingerprint(scenario.lab, ['north'])).toEqual(untouched);
  });
});
