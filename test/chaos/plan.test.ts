import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planRound, troublesOf, type RoundPlan } from './plan.js';
import { plansIn } from './trace.js';
import { TROUBLE_NAMES, nameOf, type Trouble } from './trouble.js';
import { linesOf } from './words.js';

const seeds = fc.integer({ min: 0, max: 999_999 });
const rounds = fc.integer({ min: 1, max: 500 });
const plans = fc.tuple(seeds, rounds).map(([seed, round]) => planRound(seed, round));

describe('what a round decides', () => {
  test('is the same for the same seed, whichever rounds were played before', () => {
    fc.assert(
      fc.property(seeds, rounds, (seed, round) => {
        const plan = planRound(seed, round);
        planRound(seed, round + 1);
        expect(planRound(seed, round)).toEqual(plan);
      }),
    );
  });

  test('is another one for another seed and another round', () => {
    const text = (seed: number, round: number): string => JSON.stringify({ ...planRound(seed, round), round: 0 });
    const all = [1, 2, 3, 4].flatMap((seed) => [1, 2, 3, 4].map((round) => text(seed, round)));
    expect(new Set(all).size).toBe(all.length);
  });

  test('strikes in pairs, at every scene', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const { acts } of plan.scenes) expect(acts.filter(({ kind }) => kind === 'strike')).toHaveLength(1);
        expect(troublesOf(plan)).toHaveLength(2 * plan.scenes.length);
      }),
    );
  });

  test('comes back from a trace as it was', () => {
    fc.assert(
      fc.property(fc.array(plans, { minLength: 1, maxLength: 3 }), (decided) => {
        const lines = [
          { kind: 'run', seed: 1, minutes: 1 },
          ...decided.flatMap((plan) => [
            { kind: 'round', plan },
            { kind: 'seen', round: plan.round, afterMs: 1, what: 'something' },
          ]),
        ];
        expect(plansIn(lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual(decided);
      }),
    );
  });

  test('can be read: a line for each act', () => {
    fc.assert(
      fc.property(plans, (plan: RoundPlan) => {
        const acts = plan.scenes.flatMap((scene) => scene.acts).length;
        expect(linesOf(plan).filter((line) => line.startsWith('     - '))).toHaveLength(acts);
        expect(linesOf(plan).join('\n')).not.toMatch(/undefined|\[object/);
      }),
    );
  });
});

test('a trace without a round is refused, and so is another file', () => {
  expect(() => plansIn('{"kind":"run","seed":1,"minutes":1}\n')).toThrow('no round in this trace');
  expect(() => plansIn('hello\n')).toThrow('no line of a trace: hello');
});

test('every kind of trouble comes up, under its own name', () => {
  const struck: readonly Trouble[] = Array.from({ length: 200 }, (_, round) => troublesOf(planRound(7, round))).flat();
  expect(new Set(struck.map(nameOf))).toEqual(new Set(TROUBLE_NAMES));
});
