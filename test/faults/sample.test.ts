import { afterAll, beforeAll, test } from '@jest/globals';
import { generator } from '../support/chance.js';
import { play } from './play.js';
import { FAULT_SCENARIOS } from './scenarios/index.js';
import { canBePlayed, openFaultStage, type FaultStage } from './stage.js';
import { expectAsTold } from './verdict.js';

/** A few of the fault scenarios, which this seed chooses; all of them: `npm run faults`. */
const SEED = 1;
const MANY = 5;

const random = generator(SEED);
const sample = FAULT_SCENARIOS.filter((one) => canBePlayed(one))
  .map((one) => ({ one, at: random() }))
  .toSorted((a, b) => a.at - b.at)
  .slice(0, MANY)
  .map(({ one }) => one);

let stage: FaultStage;
beforeAll(async () => (stage = await openFaultStage('faults-sample')));
afterAll(() => stage.close());

test.each(sample.map((one) => [one.title, one] as const))('%s', async (_, one) =>
  expectAsTold(one, await play(stage, one)),
);
