import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StartRequest } from '../../domain/start/request.js';
import { failing, failingTimes, held, recordingActivities } from '../support/recording-activities.js';
import { plainStart, refusal, sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

type Overrides = Parameters<typeof recordingActivities>[0];
type Start = (changes?: Partial<StartRequest>) => ReturnType<typeof sdrStart>;

/** A worker with these activities, and a function that starts the same cluster again and again. */
const withStarts = async (
  request: StartRequest,
  overrides: Overrides,
  scenario: (start: Start, calls: string[], taskQueue: string) => Promise<void>,
) => {
  const taskQueue = ownTaskQueue();
  const { activities, calls } = recordingActivities(overrides);
  await withWorker(temporal, taskQueue, activities, () =>
    scenario(
      (changes = {}) => sdrStart(temporal.environment.client, taskQueue, { ...request, ...changes }),
      calls,
      taskQueue,
    ),
  );
};

describe('what fails through step 2', () => {
  test('is undone, ends the run with its code, and frees the cluster', async () => {
    await withStarts(
      startRequest('primary'),
      { checkCluster: failingTimes(1, 'E_UPGRADE_RUNNING', 'checkCluster') },
      async (start, calls) => {
        const failed = await start();
        expect(failed).toMatchObject({
          phase: 'failed',
          status: 'normal',
          failure: { code: 'E_UPGRADE_RUNNING', step: 'check_cluster' },
        });
        expect(calls.slice(-2)).toEqual(['putBack', 'dropWorkspace']);
        calls.length = 0;
        expect(await start()).toMatchObject({ phase: 'done', entry: 1 });
        expect(calls[0]).toBe('chooseHomeNode');
      },
    );
  });

  test('says so when not everything could be put back', async () => {
    await withStarts(
      startRequest('primary'),
      {
        checkCluster: failing('E_UPGRADE_RUNNING', 'an upgrade runs'),
        putBack: failing('E_NODE_UNREACHABLE', 'node2 is away'),
      },
      async (start) => {
        const { failure } = await start();
        expect(failure?.message).toBe('an upgrade runs; besides, not everything could be put back: node2 is away');
      },
    );
  });
});

describe('what fails from step 3 on', () => {
  test('in step 7 of the standby publishes restore_fail and parks the run with code, hint and step', async () => {
    await withStarts(
      startRequest('disaster_standby'),
      { buildMainStandby: failing('E_BUILD_FAILED') },
      async (start, calls) => {
        expect(await start()).toMatchObject({
          phase: 'parked',
          status: 'restore_fail',
          recorded: 6,
          failure: { code: 'E_BUILD_FAILED', message: 'it broke', step: 'build_datanodes' },
        });
        expect(calls.slice(-2)).toEqual(['buildMainStandby 6001', 'publishStatus restore_fail']);
      },
    );
  });

  test('in step 8 of the primary publishes backup_fail', async () => {
    await withStarts(
      startRequest('primary'),
      { waitForMainStandby: failing('E_MAIN_STANDBY_TIMEOUT') },
      async (start, calls) => {
        expect(await start()).toMatchObject({ phase: 'parked', status: 'backup_fail', recorded: 7 });
        expect(calls.at(-1)).toBe('publishStatus backup_fail');
      },
    );
  });

  test('in step 5 leaves the status as it is', async () => {
    await withStarts(startRequest('primary'), { setRunMode: failing('E_COMMAND_FAILED') }, async (start, calls) => {
      expect(await start()).toMatchObject({ phase: 'parked', status: 'normal', recorded: 4 });
      expect(calls.at(-1)).toBe('setRunMode');
    });
  });

  test('ends the run instead of parking it when a runbook asked for that', async () => {
    const request = startRequest('primary', { onFailure: 'fail' });
    await withStarts(request, { keepWal: failing('E_COMMAND_FAILED') }, async (_start, _calls, taskQueue) => {
      const handle = await plainStart(temporal.environment.client, taskQueue, request);
      await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'E_COMMAND_FAILED' } });
    });
  });

  test('waits until all cascade builds have settled before restore_fail is decided', async () => {
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { said: 'done' };
    };
    const one = failing('E_BUILD_FAILED', 'the cascade broke');
    await withStarts(
      startRequest('disaster_standby'),
      {
        buildCascadeStandby: (scope) =>
          'datanode' in scope && (scope.datanode as { id: number }).id === 6002 ? one(scope) : slow(),
      },
      async (start) => {
        const state = await start();
        expect(state).toMatchObject({ status: 'restore_fail', failure: { message: 'the cascade broke' } });
        expect(state.facts.doneParts).toEqual(['buildMainStandby node1 dn_6001', 'buildCascadeStandby node3 dn_6003']);
      },
    );
  });
});

describe('a second start of a parked run', () => {
  test('goes on at the failed step: what is recorded is not done again, what always runs is', async () => {
    await withStarts(
      startRequest('disaster_standby'),
      { buildMainStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildMainStandby') },
      async (start, calls) => {
        await start();
        calls.length = 0;
        expect(await start({ timeOutSeconds: 99 })).toMatchObject({
          phase: 'done',
          status: 'recovery',
          entry: 2,
          request: { timeOutSeconds: 99 },
        });
        expect(calls.slice(0, 8)).toEqual([
          'chooseHomeNode',
          'recordConfiguration',
          'allowPeer',
          'connectPeer',
          'publishStatus restore',
          'checkDataConnection',
          'backUpPgHba',
          'backUpPgIdent',
        ]);
      },
    );
  });

  test('does not build again what was built: the activity is told to look first', async () => {
    const request = startRequest('disaster_standby');
    const taskQueue = ownTaskQueue();
    const { activities, scopes, calls } = recordingActivities({
      startMainStandby: failingTimes(1, 'E_MAIN_STANDBY_START', 'startMainStandby'),
    });
    await withWorker(temporal, taskQueue, activities, async () => {
      await sdrStart(temporal.environment.client, taskQueue, request);
      await sdrStart(temporal.environment.client, taskQueue, request);
    });
    const told = scopes.filter((_, index) => calls[index] === 'buildMainStandby 6001');
    expect(told).toMatchObject([
      { doneBefore: false, entry: 1 },
      { doneBefore: true, entry: 2 },
    ]);
  });

  test('with -f begins at step 1', async () => {
    await withStarts(
      startRequest('primary'),
      { keepWal: failingTimes(1, 'E_COMMAND_FAILED', 'keepWal') },
      async (start, calls) => {
        await start();
        calls.length = 0;
        expect(await start({ fresh: true })).toMatchObject({ phase: 'done', entry: 2 });
        expect(calls).toContain('checkCluster');
      },
    );
  });

  test('with -f where nothing is under way begins, and cannot be begun anew while it runs', async () => {
    const part = held('checkCluster');
    await withStarts(startRequest('primary', { fresh: true }), { checkCluster: part.activity }, async (start) => {
      const begun = start();
      await part.began;
      expect(await refusal(start())).toMatchObject({ code: 'E_NOT_PARKED' });
      part.release();
      expect(await begun).toMatchObject({ phase: 'done', entry: 1 });
    });
  });

  test('for another peer is refused and names who holds the cluster', async () => {
    const request = startRequest('primary');
    await withStarts(request, { keepWal: failing('E_COMMAND_FAILED') }, async (start) => {
      await start();
      const other = startRequest('primary').pair.peer;
      const { code, message } = await refusal(start({ pair: { ...request.pair, peer: other } }));
      expect(code).toBe('E_OTHER_START');
      expect(message).toContain(`startPrimary holds ${request.pair.cluster} since 20`);
    });
  });

  test('of another action is refused although the engine would hand it over', async () => {
    const request = startRequest('primary');
    await withStarts(request, { keepWal: failing('E_COMMAND_FAILED') }, async (start) => {
      await start();
      const stop = { ...request, action: 'stop' } as unknown as StartRequest;
      expect(await refusal(start(stop))).toMatchObject({ code: 'E_BUSY' });
    });
  });
});

describe('a start after a run that was closed unfinished', () => {
  const closedRun = async (request: StartRequest, overrides: Overrides) => {
    const taskQueue = ownTaskQueue();
    const { activities } = recordingActivities(overrides);
    return withWorker(temporal, taskQueue, activities, async () => {
      const state = await sdrStart(temporal.environment.client, taskQueue, request);
      await temporal.environment.client.workflow.getHandle(`sdr:${request.pair.cluster}`).terminate();
      return state;
    });
  };

  test('goes on where that one was, under the same trace id', async () => {
    const request = startRequest('primary');
    const earlier = await closedRun(request, { waitForMainStandby: failing('E_MAIN_STANDBY_TIMEOUT') });
    await withStarts(
      request,
      { recallLastRun: () => Promise.resolve({ said: 'recalled', earlier }) },
      async (start, calls) => {
        const state = await start();
        expect(state).toMatchObject({ phase: 'done', entry: 2, firstRunId: earlier.firstRunId });
        expect(calls.slice(0, 4)).toEqual(['chooseHomeNode', 'recallLastRun', 'checkHadrUser', 'prepareHadrKeys']);
        expect(calls).not.toContain('keepWal');
      },
    );
  });

  test('for another peer is refused, and ends', async () => {
    const request = startRequest('primary');
    const earlier = await closedRun(request, { keepWal: failing('E_COMMAND_FAILED') });
    const other = { ...earlier, request: startRequest('primary') };
    await withStarts(request, { recallLastRun: () => Promise.resolve({ said: '', earlier: other }) }, async (start) => {
      expect(await start()).toMatchObject({ phase: 'failed', failure: { code: 'E_OTHER_START' } });
    });
  });
});
