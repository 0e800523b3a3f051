import Table from 'cli-table3';
import { SEVERITIES } from '../../domain/check/check.js';
import { findingsOf, type CheckReport, type CheckResult } from '../../domain/check/report.js';
import { heads, texts, word } from '../lang/index.js';
import { wrapped } from '../lang/wrap.js';

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
  const widths = columnWidths();
  const table = new Table({
    head: heads('cluster', 'check', 'severity', 'finding', 'remedy'),
    style: { head: [], border: [] },
    ...(widths === undefined ? ONE_LINE_EACH : { colWidths: [...widths] }),
  });
  table.push(...checks.map((result) => rowOf(result).map((cell, column) => brokenInto(cell, widths?.[column]))));
  return table.toString();
};

/** A cell has a blank on each side. */
const brokenInto = (cell: string, width: number | undefined): string =>
  width === undefined ? cell : wrapped(cell, width - 2);

const rowOf = (result: CheckResult): string[] => {
  const { cluster = word('betweenBoth'), id, severity } = result;
  const { severities, outcomes, check } = texts();
  const { title, remedy } = check(result);
  switch (result.kind) {
    case 'finding':
      return [cluster, id, severities[severity], result.found, remedy];
    case 'skipped':
      return [cluster, id, outcomes.skipped, word('notLookedAt', { why: result.why }), ''];
    case 'ok':
      return [cluster, id, word('checkOk'), title, ''];
  }
};

/** Nothing between the rows: in a pipe each check is one line. */
const ONE_LINE_EACH = { chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } };

/** On a terminal long sentences are broken. */
const columnWidths = (): readonly number[] | undefined => {
  const { columns } = process.stdout;
  if (!process.stdout.isTTY || columns < 100) return undefined;
  const rest = columns - 60;
  return [14, 28, 10, Math.floor(rest * 0.55), Math.floor(rest * 0.45)];
};

const summaryOf = (report: CheckReport): string => {
  const count = (kind: CheckResult['kind']): number => report.checks.filter((result) => result.kind === kind).length;
  const found = SEVERITIES.map((severity) => texts().counted(findingsOf(report, severity).length, severity));
  return word('checkSummary', {
    clusters: report.sides.map(({ cluster, role }) => word('asRole', { cluster, role })).join(word('listed')),
    count: report.checks.length,
    ok: count('ok'),
    found: found.join(word('listed')),
    skipped: count('skipped'),
  });
};
