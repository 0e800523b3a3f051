import Table from 'cli-table3';
import { SEVERITIES } from '../../domain/check/check.js';
import { findingsOf, type CheckReport, type CheckResult } from '../../domain/check/report.js';

/** What checks that compare both clusters stand under. */
const BETWEEN = 'both';

/** What was found, the worst first, then what could not be looked at; checks that are ok only on request. */
export const reportText = (report: CheckReport, all: boolean): string => {
  const shown = ordered(report.checks).filter(({ kind }) => all || kind !== 'ok');
  return [...(shown.length > 0 ? [tableOf(shown)] : []), summaryOf(report)].join('\n');
};

const ordered = (checks: readonly CheckResult[]): readonly CheckResult[] => [
  ...SEVERITIES.flatMap((severity) =>
    checks.filter((result) => result.severity === severity && result.kind === 'finding'),
  ),
  ...checks.filter(({ kind }) => kind === 'skipped'),
  ...checks.filter(({ kind }) => kind === 'ok'),
];

const tableOf = (checks: readonly CheckResult[]): string => {
  const table = new Table({
    head: ['cluster', 'check', 'severity', 'finding', 'remedy'],
    style: { head: [], border: [] },
    ...widths(),
  });
  table.push(...checks.map(rowOf));
  return table.toString();
};

const rowOf = (result: CheckResult): string[] => {
  const { cluster = BETWEEN, id, severity, remedy } = result;
  switch (result.kind) {
    case 'finding':
      return [cluster, id, severity, result.found, remedy];
    case 'skipped':
      return [cluster, id, 'skipped', `not looked at: ${result.why}`, ''];
    case 'ok':
      return [cluster, id, 'ok', result.title, ''];
  }
};

/** Nothing between the rows: in a pipe each check is one line. */
const ONE_LINE_EACH = { chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } };

/** On a terminal long sentences are broken. */
const widths = () => {
  const { columns } = process.stdout;
  if (!process.stdout.isTTY || columns < 100) return ONE_LINE_EACH;
  const rest = columns - 60;
  return { colWidths: [14, 28, 10, Math.floor(rest * 0.55), Math.floor(rest * 0.45)], wordWrap: true };
};

const summaryOf = (report: CheckReport): string => {
  const count = (kind: CheckResult['kind']): number => report.checks.filter((result) => result.kind === kind).length;
  const found = SEVERITIES.map((severity) => counted(findingsOf(report, severity).length, severity));
  const who = report.sides.map(({ cluster, role }) => `${cluster} as ${role}`).join(', ');
  return `${who}: ${report.checks.length} checks, ${count('ok')} ok, ${found.join(', ')}, ${count('skipped')} skipped`;
};

const counted = (number: number, severity: string): string =>
  `${number} ${severity}${severity === 'info' || number === 1 ? '' : 's'}`;
