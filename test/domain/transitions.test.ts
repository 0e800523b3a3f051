import { describe, expect, test } from '@jest/globals';
import { rememberOnce, type Before } from '../../domain/start/before.js';
import {
  abortAccepted,
  ended,
  learned,
  listenedTo,
  newRun,
  partBegan,
  partEnded,
  partRecorded,
  pauseAccepted,
  published,
  reentered,
  remembered,
  restarted,
  stepBegan,
  stepDone,
  stopped,
  wentOnFrom,
} from '../../domain/start/transitions.js';
import { startRequest } from '../support/start-request.js';

const AT = '2026-01-31T10:00:00.000Z';
const request = startRequest('disaster_standby');
const fresh = newRun(request, 'run-1', AT);
const failure = {
  code: 'E_BUILD_FAILED',
  message: 'it broke',
  hint: 'mend it',
  step: 'build_datanodes',
  at: AT,
} as const;
const wal: Before = {
  kind: 'datanode parameter',
  datanode: 6001,
  parameter: 'wal_keep_segments',
  value: '128',
  until: 'end',
};

const outcomes = (state: typeof fresh): Record<string, string> =>
  Object.fromEntries(state.steps.map(({ id, outcome }) => [id, outcome]));

describe('a new run', () => {
  test('has every step of the table pending', () => {
    expect(new Set(Object.values(outcomes(fresh)))).toEqual(new Set(['pending']));
  });
  test('has no step for what only the other role does unnumbered', () => {
    expect(Object.keys(outcomes(fresh))).not.toContain('hadr_user');
    expect(Object.keys(outcomes(newRun(startRequest('primary'), 'r', AT)))).toContain('hadr_user');
  });
});

test('a numbered step that gs_sdr records raises what is recorded, others do not', () => {
  expect(stepDone(fresh, 'check_cluster', AT).recorded).toBe(2);
  expect(stepDone(fresh, 'open_workspace', AT).recorded).toBe(0);
  expect(stepDone(fresh, 'clean_up', AT).recorded).toBe(0);
});

test('a step that is recorded forgets which of its parts were done', () => {
  const state = stepDone(partRecorded(fresh, 'buildMainStandby node1 dn_6001'), 'build_datanodes', AT);
  expect(state.facts.doneParts).toEqual([]);
});

test('a part has its begin and its end, and its last attempt counts', () => {
  const part = { key: 'allowPeer', part: 'allowPeer', startedAt: AT } as const;
  const twice = partBegan(
    partEnded(partBegan(fresh, 'common_configuration', part), 'common_configuration', 'allowPeer', 'failed', AT),
    'common_configuration',
    part,
  );
  expect(twice.steps.find(({ id }) => id === 'common_configuration')?.parts).toEqual([{ ...part, outcome: 'running' }]);
});

describe('a re-entry', () => {
  const parked = stopped(stepBegan({ ...fresh, recorded: 6 }, 'build_datanodes', AT), 'parked', failure);
  test('skips what is recorded, runs what always runs, and forgets the failure', () => {
    const again = reentered(parked, { ...request, timeOutSeconds: 99 });
    expect(again).toMatchObject({
      phase: 'running',
      entry: 2,
      recorded: 6,
      request: { timeOutSeconds: 99, fresh: false },
    });
    expect(again.failure).toBeUndefined();
    expect(outcomes(again)).toMatchObject({
      open_workspace: 'skipped',
      check_cluster: 'skipped',
      common_configuration: 'pending',
      set_cm_mode: 'skipped',
      build_datanodes: 'pending',
    });
  });
  test('with -f forgets all but what was before', () => {
    const again = restarted(remembered(parked, [wal]), { ...request, fresh: true });
    expect(again).toMatchObject({ recorded: 0, facts: { before: [wal], doneParts: [] } });
    expect(again.facts.snapshot).toBeUndefined();
  });
});

test('what goes on from a closed run has its records, its name and its memory, and the home found now', () => {
  const home = { ip: '10.1.1.2', name: 'node2' };
  const earlier = stopped(remembered({ ...fresh, recorded: 7, entry: 3 }, [wal]), 'parked', failure);
  const now = learned(stepBegan(newRun(request, 'run-9', AT), 'home_node', AT), { home });
  const state = wentOnFrom(now, earlier);
  expect(state).toMatchObject({
    firstRunId: 'run-1',
    entry: 4,
    recorded: 7,
    phase: 'running',
    facts: { home, before: [wal] },
  });
  expect(outcomes(state)['home_node']).toBe('running');
});

test('what was said to a run before it went on from a closed one stands; what was said to that one does not', () => {
  const earlier = abortAccepted(pauseAccepted({ ...fresh, recorded: 7 }, { by: 'ann' }), { by: 'ann' });
  const now = pauseAccepted(listenedTo(newRun(request, 'run-9', AT), 'sdr:south'), { by: 'bob' });
  expect(wentOnFrom(now, earlier)).toMatchObject({ pause: { by: 'bob' }, listeners: ['sdr:south'] });
  expect(wentOnFrom(now, earlier)).not.toHaveProperty('abort');
  expect(wentOnFrom(newRun(request, 'run-9', AT), earlier)).not.toHaveProperty('pause');
});

test('a failure marks what was running as failed', () => {
  const state = stopped(stepBegan(fresh, 'build_datanodes', AT), 'failed', failure);
  expect(outcomes(state)['build_datanodes']).toBe('failed');
  expect(state.endedAt).toBe(AT);
});

test('an end has its time', () => {
  expect(ended(fresh, 'done', AT)).toMatchObject({ phase: 'done', endedAt: AT });
});

test('a move that gs_sdr does not know is a fault of ours, and said', () => {
  expect(() => published(fresh, 'recovery')).toThrow('a disaster_standby cluster cannot go from normal to recovery');
});

describe('what was before', () => {
  test('is remembered once and never overwritten', () => {
    expect(rememberOnce([wal], [{ ...wal, value: '16384' }])).toEqual([wal]);
  });
  test('grows where things were added', () => {
    const lines = (added: readonly string[]): Before => ({ kind: 'pg_hba lines', datanode: 6001, added });
    expect(rememberOnce([lines(['a'])], [lines(['a', 'b'])])).toEqual([lines(['a', 'b'])]);
    const files = (paths: readonly string[]): Before => ({ kind: 'created files', node: 'n', paths });
    expect(rememberOnce([files(['x'])], [files(['y'])])).toEqual([files(['x', 'y'])]);
  });
  test('is kept apart for other datanodes and parameters', () => {
    const other: Before = { ...wal, datanode: 6002 };
    expect(rememberOnce([wal], [other, { kind: 'ddb key', key: 'k', value: null }])).toHaveLength(3);
  });
});
