import type { CheckReport } from '../../domain/check/report.js';
import type { CheckBothRequest } from '../../domain/check/request.js';
import { checkBoth } from '../../engine/check.js';
import type { Engine } from '../../engine/engine.js';
import { look } from '../looks/activities.js';

/**
 * Has each side look at its cluster, and compares what both have seen.
 * Twice: it only looks.
 */
export const checkSides = (engine: Engine, request: CheckBothRequest): Promise<CheckReport> =>
  look(request.primary, () => checkBoth(engine, request));
