import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newBoth, sideTold } from '../../domain/both/both-state.js';
import { bothDetails } from '../../domain/details/both.js';
import { detailsOf } from '../../domain/details/start.js';
import { reportOf, type Telling } from '../../domain/start/report.js';
import type { RunFailure } from '../../domain/start/run-state.js';
import { isProgressMessage, isTelling } from '../../domain/start/telling.js';
import * as change from '../../domain/start/transitions.js';
import { pairRequest } from '../support/both-request.js';

/** Signals come from whoever may write to the namespace: each is understood and can be shown, or is left. */
const request = pairRequest();
const AT = '2026-01-01T00:00:00.000Z';
const failure: RunFailure = { code: 'E_BUILD_FAILED', message: 'm', hint: 'h', step: 'build_datanodes', at: AT };
const headroom = { walBytesPerSecond: 1, keptForSeconds: 2, diskForSeconds: 3, buildForSeconds: 4, short: true };
const progress = { node: 'n', doneBytes: 1, totalBytes: 2, percent: 50, said: 's', headroom, at: AT };

const building = change.partBegan(
  change.stepBegan(change.newRun(request.standby, 'run', AT), 'build_datanodes', AT),
  'build_datanodes',
  { key: 'k', part: 'buildMainStandby', where: 'w', startedAt: AT },
);
const standby = change.stopped(change.progressed(building, 'dn_6001', progress), 'parked', failure);
const whole: Telling = {
  from: 'sdr:south',
  answer: true,
  report: reportOf(standby, { workflowId: 'sdr:south', runId: 'run', at: AT, sequence: 1 }),
};

type Json = fc.JsonValue;

/** Every place in a value, as the keys that lead there. */
const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))]
    : [path];

const replaced = (value: unknown, [key, ...rest]: readonly string[], by: Json): unknown => {
  if (key === undefined) return by;
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  copy[key] = replaced(copy[key], rest, by);
  return Array.isArray(value) ? Object.values(copy) : copy;
};

/** As it comes out of a history: with something else somewhere. */
const mutated = (value: object): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.constantFrom(...placesIn(JSON.parse(JSON.stringify(value)))), fc.oneof(fc.jsonValue(), fc.constant(AT)))
    .map(([place, by]) => replaced(JSON.parse(JSON.stringify(value)), place, by));

describe('what another run tells', () => {
  test('is understood as it is told', () => {
    expect(isTelling(JSON.parse(JSON.stringify(whole)))).toBe(true);
    expect(isTelling({ from: 'sdr:south', answer: true })).toBe(true);
  });

  test('can be shown on both pages when it is understood, whatever stands in it', () => {
    let left = 0;
    fc.assert(
      fc.property(mutated(whole), (said) => {
        if (!isTelling(said)) {
          left += 1;
          return;
        }
        if (said.report === undefined) return;
        const heard = change.peerTold(change.newRun(request.primary, 'own', AT), said.report);
        detailsOf(heard, 'default');
        bothDetails(sideTold(newBoth(request, AT), said.report), 'default');
      }),
      { numRuns: 1000 },
    );
    expect(left).toBeGreaterThan(100);
  });
});

describe('how far an activity is', () => {
  const message = { key: 'dn_6001', progress };

  test('is understood as it is told', () => expect(isProgressMessage(message)).toBe(true));

  test('can be shown when it is understood, whatever stands in it', () => {
    fc.assert(
      fc.property(mutated(message), (said) => {
        if (isProgressMessage(said)) detailsOf(change.progressed(standby, said.key, said.progress), 'default');
      }),
      { numRuns: 1000 },
    );
  });
});
