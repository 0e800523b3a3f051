import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashOf } from '../../activities/plan/hash.js';
import { canonicalJson } from '../../domain/plan/canonical.js';
import type { PlanAction, PlanMatter } from '../../domain/plan/plan.js';
import { commandText, firstDifferences } from '../../domain/plan/sentences.js';
import { named } from '../support/start-request.js';
import { inShell } from '../support/cli.js';

const keep = (before: string | null): PlanAction => ({
  kind: 'change',
  node: 'north1',
  argv: ['gs_guc', 'reload', '-c', 'wal_keep_segments = 16384'],
  differences: [{ what: 'wal_keep_segments', where: 'north1', before, after: '16384' }],
});

const plan = (...actions: readonly PlanAction[]): PlanMatter => ({
  cluster: named('north'),
  peer: named('south'),
  role: 'primary',
  hadrUser: 'hadr',
  steps: [{ id: 'keep_wal', parts: [{ part: 'keepWal', actions }] }],
});

describe('the hash of a plan', () => {
  test('is that of equal data, in whatever order it was put together', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const turned = Object.fromEntries(Object.entries(data).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(data));
        // Names that objects have by nature do not survive being parsed.
        fc.pre(!Object.hasOwn(data, '__proto__'));
        expect(JSON.parse(canonicalJson(data))).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  test('does not depend on the entry nor on anything else that only tells where a run is', () => {
    const more = { ...plan(keep('128')), entry: 2, recorded: 3, hash: 'old' };
    expect(hashOf(more)).toBe(hashOf(plan(keep('128'))));
  });

  test('is another one when a value found was another one, or an action is missing', () => {
    const hashes = [plan(keep('128')), plan(keep('64')), plan(keep(null)), plan()].map(hashOf);
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('the first differences of two plans', () => {
  test('name step, node, setting, and both values', () => {
    expect(firstDifferences(plan(keep('128')), plan(keep('64')))).toEqual([
      '- step 4, north1: wal_keep_segments: 128 → 16384',
      '+ step 4, north1: wal_keep_segments: 64 → 16384',
    ]);
  });

  test('name the first thing out of order when there is no other', () => {
    const [first, second] = [keep('128'), { ...keep('128'), argv: ['gs_guc', 'check'] }];
    expect(firstDifferences(plan(first, second), plan(second, first))[0]).toMatch(/^- step 4, north1: gs_guc reload/);
  });

  test('are none for equal plans', () => {
    expect(firstDifferences(plan(keep('1')), plan(keep('1')))).toEqual([]);
  });
});

test('a command of a plan can be pasted into bash', async () => {
  const argv = ['printf', '%s|', "a = 'b c'", '"$HOME"', '`x`', '\u001f', 'plain/word', "it's \\ $1"];
  const { stdout } = await inShell(commandText(argv));
  expect(stdout).toBe(
    argv
      .slice(2)
      .map((word) => `${word}|`)
      .join(''),
  );
});
