import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Before } from '../../domain/start/before.js';
import type { RunState } from '../../domain/start/run-state.js';
import { START_STEPS } from '../../domain/start/steps.js';
import {
  abortAccepted,
  abortFailed,
  ended,
  halted,
  heard,
  newRun,
  partBegan,
  partEnded,
  partForgotten,
  partRecorded,
  pauseAccepted,
  published,
  reentered,
  remembered,
  restarted,
  resumed,
  stepBegan,
  stepDone,
  stopped,
} from '../../domain/start/transitions.js';
import { PRIMARY_MOVES, PRIMARY_STATUSES, STANDBY_MOVES, STANDBY_STATUSES } from '../../domain/status.js';
import { startRequest } from '../support/start-request.js';

/** Whatever comes, in whatever order: what may never happen to a run. */
const at = fc.nat(86_399).map((second) => new Date(second * 1000).toISOString());
const step = fc.constantFrom(...START_STEPS.map(({ id }) => id));
const key = fc.constantFrom('buildMainStandby node1 dn_6001', 'buildCascadeStandby node2 dn_6002');
const parameter = fc.constantFrom('wal_keep_segments', 'synchronous_commit');
const before: fc.Arbitrary<Before> = fc.oneof(
  fc.record({
    kind: fc.constant('datanode parameter' as const),
    datanode: fc.constantFrom(6001, 6002),
    parameter,
    value: fc.option(fc.string()),
    until: fc.constantFrom('end' as const, 'undone' as const),
  }),
  fc.record({ kind: fc.constant('ddb key' as const), key: parameter, value: fc.option(fc.string()) }),
  fc.record({ kind: fc.constant('created files' as const), node: key, paths: fc.array(fc.string()) }),
  fc.record({ kind: fc.constant('replaced files' as const), node: key, paths: fc.array(fc.string()) }),
);

type Event = readonly [name: string, apply: (state: RunState) => RunState];
const event = <T>(name: string, given: fc.Arbitrary<T>, apply: (state: RunState, value: T) => RunState) =>
  given.map((value): Event => [name, (state) => apply(state, value)]);
const failure = (id: (typeof START_STEPS)[number]['id'], when: string) =>
  ({ code: 'E_BUILD_FAILED', message: 'it broke', hint: 'mend it', step: id, at: when }) as const;

const events = fc.array(
  fc.oneof(
    event('step began', fc.tuple(step, at), (state, [id, when]) => stepBegan(state, id, when)),
    event('step done', fc.tuple(step, at), (state, [id, when]) => stepDone(state, id, when)),
    event('part began', fc.tuple(step, key, at), (state, [id, part, startedAt]) =>
      partBegan(state, id, { key: part, part: 'buildMainStandby', startedAt }),
    ),
    event('part ended', fc.tuple(step, key, at), (state, [id, part, when]) =>
      partEnded(state, id, part, 'failed', when),
    ),
    event('part recorded', key, partRecorded),
    event('part forgotten', key, partForgotten),
    event('remembered', fc.array(before, { maxLength: 4 }), remembered),
    event('parked', fc.tuple(step, at), (state, [id, when]) => stopped(state, 'parked', failure(id, when))),
    event('failed', fc.tuple(step, at), (state, [id, when]) => stopped(state, 'failed', failure(id, when))),
    event('re-entered', fc.nat(99), (state, timeOutSeconds) => reentered(state, { ...state.request, timeOutSeconds })),
    event('begun anew', fc.constant(true), (state, fresh) => restarted(state, { ...state.request, fresh })),
    event('heard', at, (state, when) => heard(state, 'retry', { by: 'me' }, when)),
    event('pause', fc.constant({}), pauseAccepted),
    event('halted', fc.constant({}), halted),
    event('resumed', fc.constant({}), resumed),
    event('abort', fc.constant({ reason: 'enough' }), abortAccepted),
    event('abort failed', fc.constant({}), abortFailed),
    event('done', at, (state, when) => ended(state, 'done', when)),
    event('aborted', at, (state, when) => ended(state, 'aborted', when)),
  ),
  { maxLength: 40 },
);

const valueOf = (state: RunState, { kind, ...name }: Before): unknown =>
  state.facts.before.find((known) => {
    if (known.kind !== kind) return false;
    const { value: _, until: __, paths: ___, added: ____, ...named } = known as Record<string, unknown>;
    const { value: _1, until: _2, paths: _3, added: _4, ...wanted } = name as Record<string, unknown>;
    const { kind: _5, ...rest } = named;
    return JSON.stringify(rest) === JSON.stringify(wanted);
  });

test.each(['primary', 'disaster_standby'] as const)('of a %s, whatever happens in whatever order', (role) => {
  fc.assert(
    fc.property(events, (sequence) => {
      let state = newRun(startRequest(role), 'run-1', '2026-01-31T10:00:00.000Z');
      for (const [name, apply] of sequence) {
        const next = apply(state);
        // What is recorded stays so until somebody begins anew.
        if (name === 'begun anew') expect(next.recorded).toBe(0);
        else expect(next.recorded).toBeGreaterThanOrEqual(state.recorded);
        // A value from before the first change is never lost and never replaced; only lists grow.
        for (const known of state.facts.before) {
          const now = valueOf(next, known);
          if ('paths' in known) expect(now).toMatchObject({ paths: expect.arrayContaining([...known.paths]) });
          else expect(now).toEqual(known);
        }
        expect(next.entry - state.entry).toBe(name === 're-entered' || name === 'begun anew' ? 1 : 0);
        expect(next.firstRunId).toBe('run-1');
        expect(next.steps.map(({ id }) => id)).toEqual(state.steps.map(({ id }) => id));
        if (next.phase === 'parked' && name === 'parked')
          expect(next.steps.some(({ outcome }) => outcome === 'running')).toBe(false);
        if (next.phase === 'running' && name === 're-entered') expect(next.failure).toBeUndefined();
        // It crosses JSON into history as it is.
        expect(JSON.parse(JSON.stringify(next))).toEqual(next);
        state = next;
      }
    }),
    { numRuns: 150 },
  );
});

test.each([
  ['primary', PRIMARY_STATUSES, PRIMARY_MOVES],
  ['disaster_standby', STANDBY_STATUSES, STANDBY_MOVES],
] as const)('a %s makes only the moves that gs_sdr knows, however it is driven', (role, statuses, moves) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PRIMARY_STATUSES, ...STANDBY_STATUSES)), (wanted) => {
      let state = newRun(startRequest(role), 'run-1', '2026-01-31T10:00:00.000Z');
      for (const status of wanted) {
        const legal = status === state.status || (moves as readonly string[]).includes(`${state.status} -> ${status}`);
        if (legal) state = published(state, status);
        else expect(() => published(state, status)).toThrow('cannot go from');
        expect(statuses as readonly string[]).toContain(state.status);
      }
    }),
  );
});
