import { expect, test } from '@jest/globals';
import { historyOf, type PastRun } from '../../domain/start/history.js';
import type { RunState } from '../../domain/start/run-state.js';
import { ended, heard, newRun, reentered, stopped, wentOnFrom } from '../../domain/start/transitions.js';
import { startRequest } from '../support/start-request.js';

const at = (minute: number): string => `2026-01-31T10:${String(minute).padStart(2, '0')}:00.000Z`;
const request = startRequest('primary', { by: 'ann' });
const run = (runId: string, state: RunState, more: Partial<PastRun> = {}): PastRun => ({
  workflowId: 'sdr:north',
  runId,
  state,
  running: false,
  ...more,
});
const failure = { code: 'E_COMMAND_FAILED', message: 'no', hint: 'look', step: 'keep_wal', at: at(2) } as const;

test('each entry keeps its own outcome when another follows', () => {
  const parked = stopped(newRun(request, 'r1', at(1)), 'parked', failure);
  const again = reentered(heard(parked, 'retry', { by: 'bob', reason: 'again' }, at(3)), request);
  expect(historyOf([run('r1', ended(again, 'done', at(4)))])).toMatchObject([
    { verb: 'retry', by: 'bob', reason: 'again', outcome: 'done', endedAt: at(4) },
    { verb: 'start', by: 'ann', outcome: 'parked', code: 'E_COMMAND_FAILED', step: 'keep_wal', endedAt: at(2) },
  ]);
});

test('what runs has the outcome of now; a pause has none', () => {
  const state = heard(newRun(request, 'r1', at(1)), 'pause', { by: 'bob' }, at(2));
  const [pause, start] = historyOf([run('r1', state, { running: true })]);
  expect(pause).not.toHaveProperty('outcome');
  expect(start).toMatchObject({ outcome: 'running' });
});

test('a run that was terminated is unfinished since then, and so it stays when another goes on from it', () => {
  const terminated = newRun(request, 'r1', at(1));
  const next = wentOnFrom(newRun({ ...request, by: 'bob' }, 'r2', at(5)), terminated);
  expect(historyOf([run('r2', ended(next, 'done', at(6))), run('r1', terminated, { closedAt: at(3) })])).toMatchObject([
    { by: 'bob', outcome: 'done', runId: 'r2' },
    { by: 'ann', outcome: 'unfinished', endedAt: at(3), runId: 'r1' },
  ]);
});

test('what was said to a run that the engine forgot is known from the one that went on from it', () => {
  const next = wentOnFrom(newRun({ ...request, by: 'bob' }, 'r2', at(5)), newRun(request, 'r1', at(1)));
  const [, first] = historyOf([run('r2', ended(next, 'done', at(6)))]);
  expect(first).toMatchObject({ by: 'ann', outcome: 'unfinished' });
  expect(first).not.toHaveProperty('endedAt');
});
