import { checksLines } from './check/printed.js';
import { ERRORS } from './errors.js';
import { ROLES, type Role } from './roles.js';
import { partOf } from './start/parts.js';
import { START_STEPS, failureStatus, isFor, type Item, type StartStep } from './start/steps.js';
import { PRIMARY_MOVES, STANDBY_MOVES } from './status.js';

/** Pages of the documentation that are printed from the tables; a test keeps them equal to what stands in docs/. */
export const PRINTED_PAGES: Readonly<Record<string, () => string>> = {
  'steps.md': () => stepsPage(),
  'states.md': () => statesPage(),
  'errors.md': () => errorsPage(),
  'checks.md': () => page(...checksLines()),
};

const NOTICE = '<!-- Printed from the tables by `npm run docs`; do not edit. -->';

const page = (...lines: readonly string[]): string => `${NOTICE}\n\n${lines.join('\n')}\n`;

const stepsPage = (): string =>
  page(
    '# The steps of start',
    '',
    'In order, as the workflows walk them. A step with a recorded name is done once in a run; `always` runs again at every',
    're-entry. Each part is an activity of its own; limit is the longest time of one attempt, retried how long failures that',
    'may pass are tried again.',
    ...START_STEPS.flatMap(stepLines),
  );

const stepLines = (step: StartStep): readonly string[] => [
  '',
  `## ${step.number === null ? '' : `${step.number}. `}${step.title}`,
  '',
  step.recordedAs === null
    ? `Not recorded; runs ${step.runs}.`
    : `Recorded as \`${step.recordedAs}\`; runs ${step.runs}.`,
  ...ROLES.flatMap((role) => roleLines(step, role)),
];

const roleLines = (step: StartStep, role: Role): readonly string[] => {
  const items = step.sequence.filter((item) => isFor(item, role));
  if (items.length === 0) return ['', `**${role}**: nothing.`];
  const failed = failureStatus(step, role);
  return [
    '',
    `**${role}**${failed === undefined ? '' : ` (failure: status \`${failed}\`)`}`,
    '',
    ...items.map(itemLine),
  ];
};

const itemLine = (item: Item): string => {
  if (item.kind === 'status') return `- publish status \`${item.status}\``;
  const { does, on, limit, retryFor, skippable } = partOf(item.part);
  const when = item.asked === undefined ? '' : `; only with \`--${item.asked}\``;
  const bounds = `limit ${typeof limit === 'number' ? `${limit} s` : limit}, retried ${retryFor} s`;
  return `- \`${item.part}\` (${on}): ${does}; ${bounds}${skippable ? '; skippable' : ''}${when}`;
};

const statesPage = (): string =>
  page(
    '# Statuses',
    '',
    'What a cluster publishes in `.hadr_cluster_stat` on each of its nodes, in gs_sdr’s words, and which moves there are.',
    '',
    '## Primary cluster',
    '',
    ...diagram(PRIMARY_MOVES),
    '',
    '## Standby cluster',
    '',
    ...diagram(STANDBY_MOVES),
  );

const diagram = (moves: readonly string[]): readonly string[] => [
  '```mermaid',
  'stateDiagram-v2',
  ...moves.map((move) => `  ${move.replace('->', '-->')}`),
  '```',
];

const errorsPage = (): string =>
  page(
    '# Errors',
    '',
    'Every failure has a code, an exit status of the command line that never changes, and a next move. `later` may pass by',
    'itself and is retried; `never` wants somebody to do something.',
    '',
    '| code | exit | retried | what to do |',
    '| --- | --- | --- | --- |',
    ...Object.entries(ERRORS).map(
      ([code, { exit, retry, hint }]) =>
        `| \`${code}\` | ${exit} | ${retry} | ${hint.replaceAll('|', String.raw`\|`)} |`,
    ),
  );
