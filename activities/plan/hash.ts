import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/plan/canonical.js';
import { matterOf, type PlanMatter } from '../../domain/plan/plan.js';

/** Equal for plans that do the same. */
export const hashOf = (plan: PlanMatter): string =>
  createHash('sha256')
    .update(canonicalJson(matterOf(plan)))
    .digest('hex');
