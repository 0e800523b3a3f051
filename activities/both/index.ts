import { abortSide } from './abort-side.js';
import { accompanySide, seeSide } from './accompany-side.js';
import { checkSides } from './check-sides.js';
import type { BothActivities } from './contract.js';
import { asking } from './engine.js';

/** Activities of the parent: they know the Temporal Service only, so every worker can run them. */
export const createBothActivities = (): BothActivities => ({
  seeSide: asking(seeSide),
  accompanySide: asking(accompanySide),
  abortSide: asking(abortSide),
  checkSides: asking(checkSides),
});
