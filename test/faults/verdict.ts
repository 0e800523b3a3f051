import { expect } from '@jest/globals';
import type { Played } from './play.js';
import type { FaultScenario } from './scenario.js';

/** What must come of it has come of it: how the start ended, and that nothing is lost and nothing is left. */
export const expectAsTold = ({ expected }: FaultScenario, { first, struck, differences }: Played): void => {
  expect({ struck, differences }).toEqual({ struck: true, differences: [] });
  const { phase, status, failure } = first;
  const code = failure?.code;
  switch (expected.kind) {
    case 'undone':
      expect({ phase, code }).toEqual({ phase: 'failed', code: expected.code });
      break;
    case 'parked':
      expect({ phase, status }).toEqual({ phase: 'parked', status: expected.status });
      expect(expected.codes).toContain(code);
      break;
    case 'aborted':
      expect({ phase, status }).toEqual({ phase: 'aborted', status: expected.status });
      break;
    case 'ridden out':
      expect({ phase, why: failure?.message }).toEqual({ phase: 'done', why: undefined });
  }
};
