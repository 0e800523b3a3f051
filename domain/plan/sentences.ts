import { stepOf } from '../start/steps.js';
import type { Difference, PlanAction, PlanFile, PlanMatter } from './plan.js';

/** What a plan says, a sentence for each thing. */

/** `setting: old → new`, `-` for what is not there. */
export const changeText = (what: string, before: string | null, after: string | null): string =>
  `${what}: ${before ?? '-'} → ${after ?? '-'}`;

export const differenceText = ({ what, where, before, after }: Difference): string =>
  `${where}: ${changeText(what, before, after)}`;

export const fileText = ({ path, before, after }: PlanFile): string => {
  if (before === null) return `make ${path}${after === null || after === '' ? '' : `: ${after}`}`;
  if (after === null) return `remove ${path}`;
  return `write ${path}: ${before === after ? after : `${before} → ${after}`}`;
};

/** As somebody would type it in bash. */
export const commandText = (argv: readonly string[]): string => argv.map(typed).join(' ');

const typed = (word: string): string => {
  if (/^[\w@%+=:,./<>*-]+$/.test(word)) return word;
  // eslint-disable-next-line no-control-regex -- gsql's columns are told apart by one
  if (/[\u0000-\u001f]/.test(word)) return `$${JSON.stringify(word).replaceAll('"', "'")}`;
  return word.includes("'") ? `"${word.replaceAll(/["$`\\]/g, String.raw`\$&`)}"` : `'${word}'`;
};

const actionTexts = (action: PlanAction): readonly string[] => {
  if (action.kind === 'file') return [`${action.node}: ${fileText(action)}`];
  const sql = action.sql === undefined ? '' : ` < ${action.sql.replaceAll('\n', ' ')}`;
  return [
    `${action.node}: ${commandText(action.argv)}${sql}`,
    ...action.differences.map((difference) => differenceText(difference)),
  ];
};

/** The whole plan, each sentence with its step. */
export const sentencesOf = ({ steps }: Pick<PlanMatter, 'steps'>): readonly string[] =>
  steps.flatMap(({ id, parts }) => {
    const { number, title } = stepOf(id);
    const step = number === null ? title : `step ${number}`;
    return parts.flatMap(({ part, what, actions }) => [
      `${step}, ${[part, what].filter(Boolean).join(' ')}`,
      ...actions.flatMap(actionTexts).map((text) => `${step}, ${text}`),
    ]);
  });

/** The first things in which two plans differ: `-` was planned, `+` would be done now. */
export const firstDifferences = (
  planned: Pick<PlanMatter, 'steps'>,
  now: Pick<PlanMatter, 'steps'>,
  count = 3,
): readonly string[] => {
  const [before, after] = [sentencesOf(planned), sentencesOf(now)];
  const gone = without(before, after).slice(0, count);
  const come = without(after, before).slice(0, count);
  const found = Array.from({ length: count }, (_, index) => [
    ...(gone[index] === undefined ? [] : [`- ${gone[index]}`]),
    ...(come[index] === undefined ? [] : [`+ ${come[index]}`]),
  ]).flat();
  if (found.length > 0) return found;
  const at = before.findIndex((sentence, index) => sentence !== after[index]);
  return at < 0 ? [] : [`- ${before[at] ?? ''}`, `+ ${after[at] ?? ''}`];
};

/** What the first list has and the second has not, counting repetitions. */
const without = (list: readonly string[], other: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const text of other) left.set(text, (left.get(text) ?? 0) + 1);
  return list.filter((text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
};
