import { reportOfBoth, type CheckResult } from '../check/report.js';
import type { BothFacts } from '../check/between.js';
import type { ComparisonId } from '../check/between.js';
import type { CheckId } from '../check/table.js';
import type { Readiness, ReadinessFinding } from './state.js';

/**
 * Checks that must hold on in a relationship that stands; the others are about clusters that are still to be tied, and find
 * fault with every tied one.
 */
const STANDING: readonly (CheckId | ComparisonId)[] = [
  'nodes-answer',
  'tools-present',
  'node-addresses',
  'versions-alike',
  'os-users-alike',
  'clocks-alike',
  'workspace-writable',
  'no-upgrade',
  'cm-answers',
  'cm-server-primary',
  'cm-servers-up',
  'cm-agents-report',
  'no-stop-mark',
  'hadr-password-known',
  'hadr-password-usable',
  'dcf-off',
  'writable-database',
  'slots-in-use',
  'peer-pinged',
  'peer-pinged-everywhere',
  'peer-port-open',
  'peer-ports-open-everywhere',
  'disks-not-full',
  'both-versions',
  'both-os-users',
  'both-clocks',
];

/** @param related whether the two are tied already; before that all is judged that a start would trip over */
export const readinessOf = (facts: BothFacts, related: boolean, at: string): Readiness => {
  const results = reportOfBoth(facts).checks.filter(({ id }) => !related || STANDING.includes(id));
  return { at, errors: findings(results, 'error'), warnings: findings(results, 'warning') };
};

const findings = (results: readonly CheckResult[], severity: CheckResult['severity']): readonly ReadinessFinding[] =>
  results.flatMap((result) =>
    result.kind === 'finding' && result.severity === severity
      ? [
          {
            check: result.id,
            ...(result.cluster !== undefined && { cluster: result.cluster }),
            found: result.found,
            remedy: result.remedy,
          },
        ]
      : [],
  );
