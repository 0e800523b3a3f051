import { FAULT_KINDS, type FaultKind } from './kinds.js';

/** The list of docs/lab.md stands between these two lines; `npm run docs` prints it, a test keeps it equal. */
export const FAULTS_BEGIN = '<!-- Printed from lab/faults/kinds.ts by `npm run docs`; do not edit. -->';
export const FAULTS_END = '<!-- End of the printed list. -->';

/** The page with the list as the table has it. */
export const withFaultList = (page: string): string => {
  const [before, rest] = split(page, FAULTS_BEGIN);
  const [, after] = split(rest, FAULTS_END);
  return [before, FAULTS_BEGIN, '\n\n', FAULT_KINDS.flatMap(entry).join('\n'), '\n\n', FAULTS_END, after].join('');
};

const split = (text: string, mark: string): readonly [string, string] => {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`the page lacks the line ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
};

const entry = ({ name, target, options, does, seen, healed, example }: FaultKind): readonly string[] => [
  `- **\`${name} ${target}\`** ${does}.`,
  ...options.map(
    ({ flags, description, required }) => `  - \`${flags}\`: ${description}${required ? '; must be given' : ''}`,
  ),
  `  - Seen: ${seen}.`,
  `  - Healed: ${healed ?? 'nothing is to be healed, it happens once'}.`,
  `  - Example: \`sdr lab fault ${name} ${example}\``,
];
