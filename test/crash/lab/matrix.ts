import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WELL, buildsForgiven, differencesBetween, type Left } from './left.js';
import { allPoints, killsBuild, nameOf, type Point } from './points.js';
import { openCrashStage, type CrashStage } from './stage.js';

/**
 * The whole crash matrix. Not part of `npm test`: `npm run crash-matrix` runs it, and says the seed, which points, and what
 * each left otherwise than a start without a fault. SDR_CRASH_SEED, SDR_CRASH_ONLY (a part of a point's name).
 */
const seed = Number(process.env['SDR_CRASH_SEED'] ?? '1');
const only = process.env['SDR_CRASH_ONLY'] ?? '';

/** Of each side, in one start. */
const POINTS_EACH = 4;

let stage: CrashStage;
let calm: Left;
beforeAll(async () => {
  stage = await openCrashStage('crash');
  calm = await stage.play([]);
  expect(calm).toMatchObject(WELL);
});
afterAll(() => stage.close());

const chosen = (cluster: 'north' | 'south'): readonly Point[] =>
  allPoints(cluster, seed).filter((point) => nameOf(point).includes(only));

/** Each start meets several points of each side, far from each other: the two sides are two runs. */
const rounds = (): readonly (readonly Point[])[] => {
  const sides = [chosen('north'), chosen('south')];
  if (sides.flat().length === 0) throw new Error(`no point of a start has "${only}" in its name`);
  const count = Math.ceil(Math.max(...sides.map(({ length }) => length)) / POINTS_EACH);
  return Array.from({ length: count }, (_, n) => sides.flatMap((side) => side.filter((__, at) => at % count === n)));
};

test.each(rounds().map((points) => [points.map(nameOf).join('; '), points] as const))('%s', async (name, points) => {
  const begun = Date.now();
  const left = await stage.play(points);
  const differences = differencesBetween(calm, points.some(killsBuild) ? buildsForgiven(left) : left);
  process.stdout.write(
    `${differences.length === 0 ? 'same' : 'DIFFERS'}  ${Math.round((Date.now() - begun) / 1000)} s  ${name}\n`,
  );
  expect(differences).toEqual([]);
});
