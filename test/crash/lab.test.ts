import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WELL, differencesBetween, type Left } from './lab/left.js';
import { nameOf, type Point } from './lab/points.js';
import { openCrashStage, type CrashStage } from './lab/stage.js';

/** A sample of the crash matrix on the lab; all of it: `npm run crash-matrix`. */
const SAMPLE: readonly Point[] = [
  { cluster: 'north', part: 'keepWal', moment: 'begun', victim: 'worker' },
  { cluster: 'south', part: 'buildMainStandby', moment: 'inside', victim: 'worker' },
  { cluster: 'south', part: 'startCluster', moment: 'inside', victim: 'server' },
];

let stage: CrashStage;
let calm: Left;
beforeAll(async () => {
  stage = await openCrashStage('crash-sample');
  calm = await stage.play([]);
});
afterAll(() => stage.close());

test(`a start ends as one without a fault: ${SAMPLE.map(nameOf).join('; ')}`, async () => {
  expect(calm).toMatchObject(WELL);
  expect(differencesBetween(calm, await stage.play(SAMPLE))).toEqual([]);
});
