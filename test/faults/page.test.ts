import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { PAGE_FILE, printedPage, readResults, type Result } from './results.js';
import type { Expected } from './scenario.js';
import { FAULT_SCENARIOS } from './scenarios/index.js';

const PHASE = { undone: 'failed', parked: 'parked', aborted: 'aborted', 'ridden out': 'done' } as const;

const isAs = (result: Result, expected: Expected): boolean =>
  result.phase === PHASE[expected.kind] &&
  (!('code' in expected) || result.code === expected.code) &&
  (!('codes' in expected) || expected.codes.some((code) => code === result.code)) &&
  (!('status' in expected) || result.status === expected.status);

describe('the fault scenarios', () => {
  test('are many, each with a name of its own', () => {
    expect(FAULT_SCENARIOS.length).toBeGreaterThanOrEqual(80);
    expect(new Set(FAULT_SCENARIOS.map(({ title }) => title)).size).toBe(FAULT_SCENARIOS.length);
  });

  test('were all played, and ended as expected', () => {
    const results = new Map(readResults().map((result) => [result.title, result]));
    const otherwise = FAULT_SCENARIOS.filter(({ title, expected }) => {
      const result = results.get(title);
      return result === undefined || !isAs(result, expected);
    });
    expect(otherwise.map(({ title }) => title)).toEqual([]);
  });

  test('are what docs/faults.md says (`npm run faults -- --write`)', async () => {
    expect(await readFile(PAGE_FILE, 'utf8')).toBe(await printedPage(FAULT_SCENARIOS, readResults()));
  });
});
