import type { Plan, PlanAction, PlanPart, PlanStep } from '../../domain/plan/plan.js';
import { changeText, commandText, fileText } from '../../domain/plan/sentences.js';
import { PARTS } from '../../domain/start/parts.js';
import { stepOf } from '../../domain/start/steps.js';

/** A plan for people: by step, part and node; `?` is a command that only looks, `!` one that changes something. */
export const planLines = (plan: Plan): readonly string[] => [headline(plan), ...plan.steps.flatMap(stepLines)];

const headline = ({ cluster, peer, role, home, entry, recorded }: Plan): string =>
  [
    `${cluster} as ${role}, peer ${peer}`,
    ...(home === undefined ? [] : [`workspace on ${home.name}`]),
    ...(entry > 1 ? [`entry ${entry}, goes on behind step ${recorded}`] : []),
  ].join('; ');

const stepLines = ({ id, parts }: PlanStep): readonly string[] => {
  const { number, title } = stepOf(id);
  return [
    '',
    `${number === null ? '–' : number} ${title}`,
    ...(parts.length > 0 ? parts.flatMap(partLines) : ['  nothing']),
  ];
};

const partLines = ({ part, what, actions }: PlanPart): readonly string[] => [
  `  ${PARTS[part].does}${what === undefined ? '' : `: ${what}`}`,
  ...(actions.length > 0 ? [] : ['    nothing']),
  ...actions.flatMap((action, index) => [
    ...(action.node === actions[index - 1]?.node ? [] : [`    ${action.node}`]),
    ...actionLines(action).map((line) => `      ${line}`),
  ]),
];

const actionLines = (action: PlanAction): readonly string[] => {
  if (action.kind === 'file') return [`! ${fileText(action)}`];
  const sql = action.sql === undefined ? [] : action.sql.split('\n').map((line) => `    ${line}`);
  return [
    `${action.kind === 'look' ? '?' : '!'} ${commandText(action.argv)}`,
    ...sql,
    ...action.differences.map(({ what, where, before, after }) => {
      const elsewhere = where === action.node ? '' : ` (${where})`;
      return `    ${changeText(what, before, after)}${elsewhere}`;
    }),
  ];
};
