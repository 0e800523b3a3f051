import { ERRORS } from '../../domain/errors.js';
import { START_STEPS, type StartStep } from '../../domain/start/steps.js';
import type { Result } from './results.js';
import type { FaultScenario } from './scenario.js';
import { sideOf } from './sides.js';

const HEAD = `<!-- Printed from what \`npm run faults -- --write\` saw; do not edit. -->

# What goes wrong, and what comes of it

Each line was played on a lab (\`npm run faults\`): two clusters of three nodes, the start of both sides, and the trouble. Where
a start goes on by itself, both sides end as without it: the same statuses, settings, files and rows. Where it waits, the
cause was taken away and the same command given again; both sides then ended so too. Where it ends, its cluster was
compared with what it was before: the same settings and files.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

const titleOf = ({ number, title }: StartStep): string => `## ${number === null ? '' : `Step ${number}: `}${title}`;

/** What an operator sees. */
const seen = ({ phase, status, code }: Result): string => {
  switch (phase) {
    case 'done':
      return 'goes on by itself';
    case 'aborted':
      return `is aborted, status \`${status}\``;
    case 'failed':
      return `ends, all is put back: \`${code ?? ''}\``;
    default:
      return `waits, status \`${status}\`: \`${code ?? ''}\``;
  }
};

const toDo = ({ phase, status, code }: Result): string => {
  if (phase === 'done') return '';
  if (phase === 'aborted' && status === 'restore_fail')
    return 'its data is gone: bring the cluster back from its backup';
  return code === undefined ? '`sdr start` begins anew' : ERRORS[code].hint;
};

const row = ({ title, cluster }: FaultScenario, result: Result): string =>
  `| ${[title, `the start of the ${sideOf(cluster)} ${seen(result)}`, toDo(result)].map(cell).join(' | ')} |`;

/** docs/faults.md: what goes wrong, what the user sees, what to do, in the order of the steps. */
export const faultsPage = (
  scenarios: readonly FaultScenario[],
  resultOf: (scenario: FaultScenario) => Result,
): string => {
  const sections = START_STEPS.flatMap((step) => {
    const rows = scenarios.filter((scenario) => scenario.step === step.id);
    if (rows.length === 0) return [];
    const lines = rows.map((scenario) => row(scenario, resultOf(scenario)));
    return [
      [titleOf(step), '', '| trouble | what comes of it | what to do |', '| --- | --- | --- |', ...lines].join('\n'),
    ];
  });
  return `${[HEAD, ...sections].join('\n')}\n`.replaceAll(/\n(## )/g, '\n\n$1').replaceAll(/\n{3,}/g, '\n\n');
};
