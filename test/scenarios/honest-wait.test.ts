import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { RunState } from '../../domain/start/run-state.js';
import { actionWorkflowId } from '../../domain/names.js';
import type { Engine } from '../../engine/engine.js';
import { viewRun } from '../../engine/runs.js';
import { stateQuery } from '../../workflows/messages.js';
import { nextVersion } from '../support/next-version.js';
import { openScenario, type Scenario } from '../support/scenario.js';
import { named } from '../support/start-request.js';

/** --time-out bounds the wait for a standby that is silent, not the time of a living build; which outlives its worker and its
 * version. */
const TIME_OUT_S = 3;
let scenario: Scenario;
let northWorker: ChildProcess;
let southWorker: ChildProcess;
/** Where another version of the project is installed. */
let next: string;
beforeAll(async () => {
  scenario = await openScenario('honest-wait', 24 * 1024 * 1024);
  next = await nextVersion(scenario.lab);
  [northWorker, southWorker] = await Promise.all([scenario.worker('north'), scenario.worker('south')]);
});
afterAll(() => scenario.close());

/** Seconds between the engine's events of each wait, from its own record: begun, and failed or completed. */
const waits = async (): Promise<readonly number[]> => {
  const { client } = scenario.temporal.environment;
  const { events } = await client.workflow.getHandle(actionWorkflowId(named('north'))).fetchHistory();
  const at = (id: unknown): number => {
    const time = events?.find(({ eventId }) => String(eventId) === String(id))?.eventTime;
    return Number(time?.seconds) + (time?.nanos ?? 0) / 1e9;
  };
  return (events ?? []).flatMap(({ eventId, activityTaskFailedEventAttributes: failed }) =>
    failed &&
    events?.some(
      ({ eventId: id, activityTaskScheduledEventAttributes: scheduled }) =>
        String(id) === String(failed.scheduledEventId) && scheduled?.activityType?.name === 'waitForMainStandby',
    )
      ? [at(eventId) - at(failed.startedEventId)]
      : [],
  );
};

test('a standby that is silent is waited for as long as --time-out says, and again in full when asked again', async () => {
  for (const entry of [1, 2]) {
    expect(await scenario.start('north', { timeOutSeconds: TIME_OUT_S })).toMatchObject({
      phase: 'parked',
      status: 'backup_fail',
      entry,
      failure: {
        code: 'E_MAIN_STANDBY_TIMEOUT',
        message: expect.stringContaining(`no main standby connected in ${TIME_OUT_S} s`),
      },
    });
  }
  const [first = 0, second = 0, ...more] = await waits();
  expect(more).toEqual([]);
  expect(Math.min(first, second)).toBeGreaterThanOrEqual(TIME_OUT_S);
});

test('a parked start is kept while its worker is replaced by one of another version', async () => {
  northWorker.kill('SIGTERM');
  await once(northWorker, 'exit');
  await scenario.worker('north', undefined, { project: next });
  const run = scenario.temporal.environment.client.workflow.getHandle(actionWorkflowId(named('north')));
  expect(await run.query(stateQuery)).toMatchObject({ phase: 'parked', entry: 2 });
});

test('a build ten times as long as --time-out ends in archive, although its worker is killed: one of another version adopts it', async () => {
  const { lab } = scenario;
  // 24 MB and what a fresh cluster has.
  await lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 1024 * 1024 });
  const south = scenario.start('south');
  await scenario.building();
  const north = scenario.start('north', { timeOutSeconds: TIME_OUT_S });

  const engine: Engine = {
    client: scenario.temporal.environment.client,
    namespace: 'default',
    closed: new AbortController().signal,
    call: (calls) => calls(),
  };
  const told = async (): Promise<RunState['progress'][string]> => {
    for (;;) {
      const seen = (await viewRun(engine, named('north')))?.state;
      const far = seen?.progress['waitForMainStandby'];
      if (far?.headroom !== undefined) return far;
      if (seen?.phase !== 'running') throw new Error(`it is ${seen?.phase ?? 'gone'} and told nothing`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const far = await told();
  expect(far).toMatchObject({
    node: 'north1',
    said: expect.stringMatching(/^WAL is kept for .* the build needs .*s$/),
    headroom: { buildForSeconds: expect.any(Number), short: false },
  });
  southWorker.kill('SIGKILL');
  await scenario.worker('south', undefined, { project: next });
  expect(await Promise.all([north, south])).toMatchObject([
    { phase: 'done', status: 'archive', entry: 3 },
    { phase: 'done', status: 'recovery', entry: 1 },
  ]);
  const builds = lab
    .calls()
    .filter(({ cluster, tool, argv }) => cluster === 'south' && tool === 'gs_ctl' && argv[0] === 'build');
  const main = builds.filter(({ argv }) => argv.includes('hadr_main_standby'));
  expect(main).toHaveLength(1);
  expect(main[0]).toMatchObject({ exitCode: 0 });
  expect(builds.filter(({ argv }) => argv.includes('cascade_standby'))).toHaveLength(2);
});
