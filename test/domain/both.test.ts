import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askedAgain, newBoth, sideSeen, sideTold, type BothState } from '../../domain/both/both-state.js';
import { reportOf, type SideReport } from '../../domain/start/report.js';
import type { RunFailure, RunState } from '../../domain/start/run-state.js';
import * as change from '../../domain/start/transitions.js';
import { pairRequest } from '../support/both-request.js';

const request = pairRequest();
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const failure: RunFailure = { code: 'E_BUILD_FAILED', message: 'm', hint: 'h', step: 'build_datanodes', at: at(1) };

const running = change.newRun(request.standby, 'run', at(0));
const parked = change.stopped(running, 'parked', failure);
const retried = change.reentered(change.heard(parked, 'start', {}, at(3)), request.standby);
const done = change.newRun(request.primary, 'run', at(0));

const report = (state: RunState, second: number, sequence: number): SideReport =>
  reportOf(state, { workflowId: 'w', runId: 'run', at: at(second), sequence });

const primary: SideReport = { ...report(done, 1, 1), phase: 'done' };
const first = [report(running, 0, 1), report(parked, 1, 2)];
/** Asked to tell of itself in the moment in which the asking reached it. */
const answer = report(parked, 3, 3);

const waiting = [primary, ...first].reduce((state, told) => sideSeen(state, told.role, told), newBoth(request, at(0)));

describe('a parked side that is started again', () => {
  test('makes both wait for somebody until then', () => {
    expect(waiting.phase).toBe('parked');
  });

  test('is no longer parked once it is asked, whatever it said before and whenever that arrives', () => {
    const asked = askedAgain(waiting, request, at(3));
    const entered = (state: BothState): BothState => sideSeen(state, 'disaster_standby', report(retried, 3, 0));
    const late = [...first, answer];
    fc.assert(
      fc.property(fc.shuffledSubarray(late), fc.shuffledSubarray(late), (before, after) => {
        const state = after.reduce(sideTold, entered(before.reduce(sideTold, asked)));
        expect(state).toMatchObject({ phase: 'running', sides: { disaster_standby: { report: { entry: 2 } } } });
      }),
    );
  });

  test('is parked again when its new entry is', () => {
    const again = report(change.stopped(retried, 'parked', failure), 4, 4);
    const asked = sideTold(askedAgain(waiting, request, at(3)), again);
    // It parked before whoever asked it had told so.
    expect(sideSeen(asked, 'disaster_standby', report(retried, 3, 0)).phase).toBe('parked');
  });

  test('that somebody had started alone is known by its new entry too', () => {
    const known = sideSeen(newBoth(request, at(3)), 'primary', primary);
    const seen = sideSeen(sideTold(known, answer), 'disaster_standby', report(retried, 3, 0));
    expect(seen.phase).toBe('running');
    expect(sideTold(seen, answer).phase).toBe('running');
  });
});
