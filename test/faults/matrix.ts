import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { openScenario, type Scenario } from '../support/scenario.js';
import { playFault } from './play.js';
import { FAULT_SCENARIOS } from './scenarios.js';

/**
 * All fault scenarios. Not part of `npm test`: `npm run faults` plays them and says how each ended. SDR_FAULTS_ONLY: a part
 * of a title; SDR_FAULTS_RESULTS: the file that takes what was seen, a line of JSON for each.
 */
const only = process.env['SDR_FAULTS_ONLY'] ?? '';
const results = process.env['SDR_FAULTS_RESULTS'];

let scenario: Scenario;
beforeAll(async () => {
  scenario = await openScenario('faults', 4 * 1024 * 1024);
  await scenario.lab.snapshot('before');
});
afterAll(() => scenario.close());

test.each(FAULT_SCENARIOS.filter(({ title }) => title.includes(only)).map((one) => [one.title, one] as const))(
  '%s',
  async (title, one) => {
    const { first, changed, again } = await playFault(scenario, one);
    const { phase, status, failure } = first;
    process.stdout.write(`${phase} ${status} ${failure?.code ?? ''}  ${title}\n`);
    if (results !== undefined && failure !== undefined)
      appendFileSync(
        results,
        `${JSON.stringify({ title, phase, status, code: failure.code, said: failure.message })}\n`,
      );
    switch (one.expected.kind) {
      case 'undone':
        expect({ phase, code: failure?.code, changed }).toEqual({
          phase: 'failed',
          code: one.expected.code,
          changed: [],
        });
        break;
      case 'parked':
        expect({ phase, status, code: failure?.code }).toEqual({ ...one.expected, kind: undefined, phase: 'parked' });
        expect(again).toMatchObject([{ phase: 'done' }, { phase: 'done' }]);
        break;
      case 'ridden out':
        expect(phase).toBe('done');
    }
  },
);
