import type { Role } from '../roles.js';
import type { ClusterName } from '../topology.js';
import { COMPARISONS, type BothFacts, type ComparisonId } from './between.js';
import type { Described, Severity, Verdict } from './check.js';
import type { SideFacts } from './facts.js';
import { checksFor, type CheckId } from './table.js';

/** How one check came out, and for which cluster; without one it compares both. */
export type CheckResult = Omit<Described, 'id' | 'source'> &
  Verdict & {
    readonly id: CheckId | ComparisonId;
    readonly cluster?: ClusterName;
  };

export interface CheckReport {
  readonly sides: readonly { readonly cluster: ClusterName; readonly role: Role }[];
  readonly checks: readonly CheckResult[];
}

export const reportOfSide = (facts: SideFacts, role: Role): CheckReport => ({
  sides: [{ cluster: facts.pair.cluster, role }],
  checks: checksFor(role).map((row) => ({ ...described(row), cluster: facts.pair.cluster, ...row.judge(facts) })),
});

export const reportOfBoth = (facts: BothFacts): CheckReport => {
  const [primary, standby] = [reportOfSide(facts.primary, 'primary'), reportOfSide(facts.standby, 'disaster_standby')];
  return {
    sides: [...primary.sides, ...standby.sides],
    checks: [
      ...primary.checks,
      ...standby.checks,
      ...COMPARISONS.map((row) => ({ ...described(row), ...row.judge(facts) })),
    ],
  };
};

const described = <Id extends CheckId | ComparisonId>({ id, title, severity, remedy }: Described<Id>) => ({
  id,
  title,
  severity,
  remedy,
});

/** Findings of this severity: what a check that is meant to stop somebody has found. */
export const findingsOf = ({ checks }: CheckReport, severity: Severity): readonly CheckResult[] =>
  checks.filter((result) => result.severity === severity && result.kind === 'finding');
