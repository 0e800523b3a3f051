import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { RunState } from '../../domain/start/run-state.js';
import type { StartRequest } from '../../domain/start/request.js';
import { reportOf, type SideReport, type Telling } from '../../domain/start/report.js';
import { newRun } from '../../domain/start/transitions.js';
import { actionWorkflowId } from '../../domain/names.js';
import { stateQuery, tellSignal } from '../../workflows/messages.js';
import { failing, held, recordingActivities } from '../support/recording-activities.js';
import { plainStart, sdrAbort } from '../support/start-client.js';
import { pairRequest } from '../support/both-request.js';
import { named } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

type Overrides = NonNullable<Parameters<typeof recordingActivities>[0]>;

/** Both sides' requests, of clusters no other test uses. */
const sides = pairRequest;

const withQueue = async <T>(overrides: Overrides, scenario: (taskQueue: string, calls: string[]) => Promise<T>) => {
  const taskQueue = ownTaskQueue();
  const { activities, calls } = recordingActivities(overrides);
  return withWorker(temporal, taskQueue, activities, () => scenario(taskQueue, calls));
};

const start = (taskQueue: string, request: StartRequest): Promise<WorkflowHandle> =>
  plainStart(temporal.environment.client, taskQueue, request);

const until = async (handle: WorkflowHandle, holds: (state: RunState) => boolean): Promise<RunState> => {
  for (;;) {
    const state = await handle.query(stateQuery);
    if (holds(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('each side knows what the other is at', () => {
  test('whichever was started first', async () => {
    const wait = held('waitForMainStandby');
    const build = held('buildMainStandby');
    const { primary, standby } = sides();
    const overrides = { waitForMainStandby: wait.activity, buildMainStandby: build.activity };
    await withQueue(overrides, async (taskQueue) => {
      const first = await start(taskQueue, primary);
      await wait.began;
      const second = await start(taskQueue, standby);

      const { peer: known } = await until(second, ({ peer }) => peer !== undefined);
      expect(known).toMatchObject({ role: 'primary', status: 'full_backup' });
      build.release();
      expect(await second.result()).toMatchObject({ phase: 'done' });
      const seen = await until(first, ({ peer }) => peer?.phase === 'done');
      expect(seen.peer).toMatchObject({ cluster: standby.pair.cluster, status: 'recovery', recorded: 8 });
      wait.release();
      await first.result();
    });
  });

  test('also when it parks, with code and hint', async () => {
    const wait = held('waitForMainStandby');
    const { primary, standby } = sides();
    const overrides = { waitForMainStandby: wait.activity, buildMainStandby: failing('E_BUILD_FAILED') };
    await withQueue(overrides, async (taskQueue) => {
      const first = await start(taskQueue, primary);
      const second = await start(taskQueue, standby);
      const seen = await until(first, ({ peer }) => peer?.phase === 'parked');
      expect(seen.peer).toMatchObject({ status: 'restore_fail', failure: { code: 'E_BUILD_FAILED' } });
      await sdrAbort(second);
      wait.release();
      await first.result();
    });
  });
});

test('one report at a time is on its way to the other side, however much becomes new meanwhile', async () => {
  const { primary, standby } = sides();
  await withQueue({}, async (taskQueue) => {
    const runs = await Promise.all([primary, standby].map((request) => start(taskQueue, request)));
    for (const run of runs) await run.result();
    for (const run of runs) {
      const { events } = await run.fetchHistory();
      const underWay = new Set<string>();
      let told = 0;
      for (const {
        signalExternalWorkflowExecutionInitiatedEventAttributes: begun,
        externalWorkflowExecutionSignaledEventAttributes: delivered,
        signalExternalWorkflowExecutionFailedEventAttributes: failed,
      } of events ?? []) {
        const to = begun?.workflowExecution?.workflowId;
        if (to) {
          expect(underWay).not.toContain(to);
          underWay.add(to);
          told += 1;
        }
        underWay.delete((delivered ?? failed)?.workflowExecution?.workflowId ?? '');
      }
      expect(told).toBeGreaterThan(1);
    }
  });
});

test('the primary greets first: the standby answers before it has found its own nodes, and greets nobody itself', async () => {
  const looking = held('chooseHomeNode');
  const { primary, standby } = sides();
  await withQueue({ chooseHomeNode: looking.activity }, async (taskQueue) => {
    const second = await start(taskQueue, standby);
    await looking.began;
    const first = await start(taskQueue, primary);
    expect((await until(first, ({ peer }) => peer !== undefined)).peer).toMatchObject({ recorded: 0 });
    looking.release();
    await Promise.all([first.result(), second.result()]);
    const { events } = await second.fetchHistory();
    const toPrimary = (events ?? []).flatMap(({ signalExternalWorkflowExecutionInitiatedEventAttributes: told }) =>
      told?.workflowExecution?.workflowId === actionWorkflowId(primary.pair.cluster)
        ? (told.input?.payloads ?? []).map(({ data }) => JSON.parse(Buffer.from(data ?? []).toString()) as Telling)
        : [],
    );
    expect(toPrimary.length).toBeGreaterThan(0);
    expect(toPrimary.filter(({ answer }) => answer)).toEqual([]);
  });
});

test('a side whose peer still runs gs_sdr works alone', async () => {
  await withQueue({}, async (taskQueue) => {
    const handle = await start(taskQueue, sides().primary);
    const state = (await handle.result()) as RunState;
    expect(state).toMatchObject({ phase: 'done', status: 'archive', listeners: [] });
    expect(state.peer).toBeUndefined();
  });
});

describe('a report', () => {
  const told = (peer: string, changes: Partial<SideReport>): Telling => {
    const state = newRun(sides().standby, 'its-first-run', '2026-01-01');
    const run = { workflowId: `sdr:${peer}`, runId: 'its-run', at: '2026-01-02', sequence: 1 };
    const report = { ...reportOf(state, run), cluster: named(peer), status: 'restore' as const, ...changes };
    return { from: `sdr:${peer}`, answer: false, report };
  };

  const hearing = async (tellings: (peer: string) => readonly Telling[]): Promise<RunState> => {
    const wait = held('waitForMainStandby');
    const { primary } = sides();
    return withQueue({ waitForMainStandby: wait.activity }, async (taskQueue) => {
      const handle = await start(taskQueue, primary);
      await wait.began;
      for (const telling of tellings(primary.pair.peer)) await handle.signal(tellSignal, telling);
      wait.release();
      return (await handle.result()) as RunState;
    });
  };

  test('that comes twice changes nothing the second time', async () => {
    const state = await hearing((peer) => [told(peer, {}), told(peer, {})]);
    expect(state).toMatchObject({ phase: 'done', peer: { status: 'restore' } });
  });

  test('that comes late does not replace a newer one', async () => {
    const state = await hearing((peer) => [
      told(peer, { status: 'recovery', at: '2026-01-03' }),
      told(peer, { status: 'restore', at: '2026-01-02' }),
    ]);
    expect(state.peer).toMatchObject({ status: 'recovery' });
  });

  test('that overtook another one of the same moment is not replaced by it', async () => {
    const state = await hearing((peer) => [
      told(peer, { status: 'recovery', sequence: 2 }),
      told(peer, { status: 'restore', sequence: 1 }),
    ]);
    expect(state.peer).toMatchObject({ status: 'recovery' });
  });

  test('of another version, or of somebody with a command line, harms nothing', async () => {
    const state = await hearing((peer) => {
      const whole = told(peer, {});
      const strange = [
        {},
        { ...whole, report: { cluster: peer } },
        { ...whole, report: { ...whole.report, steps: [{ id: 'step_of_tomorrow', outcome: 'done', parts: [] }] } },
        { ...whole, report: { ...whole.report, status: 'sideways' } },
        null,
      ];
      return strange as unknown as Telling[];
    });
    expect(state).toMatchObject({ phase: 'done', status: 'archive' });
    expect(state.peer).toBeUndefined();
  });

  test('of a cluster that is not the peer is not believed', async () => {
    const state = await hearing(() => [told('elsewhere', {})]);
    expect(state.peer).toBeUndefined();
    expect(state).toMatchObject({ phase: 'done', status: 'archive' });
  });

  test('that says the standby streams does not end the wait: only the database does', async () => {
    const wait = held('waitForMainStandby');
    const { primary } = sides();
    await withQueue({ waitForMainStandby: wait.activity }, async (taskQueue) => {
      const handle = await start(taskQueue, primary);
      await wait.began;
      await handle.signal(tellSignal, told(primary.pair.peer, { status: 'recovery', phase: 'done' }));
      expect(await until(handle, ({ peer }) => peer?.phase === 'done')).toMatchObject({
        phase: 'running',
        status: 'full_backup',
      });
      wait.release();
      await handle.result();
    });
  });

  test('that comes before the run began waits for it', async () => {
    const { primary } = sides();
    await withQueue({}, async (taskQueue) => {
      const handle = await temporal.environment.client.workflow.signalWithStart('startPrimary', {
        workflowId: actionWorkflowId(primary.pair.cluster),
        taskQueue,
        args: [primary],
        signal: tellSignal,
        signalArgs: [told(primary.pair.peer, {})],
      });
      expect(await handle.result()).toMatchObject({ phase: 'done', peer: { status: 'restore' } });
    });
  });
});
