import type { Call, LabCluster } from '../../lab/index.js';
import type { Plan, PlanCommand } from '../../domain/plan/plan.js';
import type { RunState } from '../../domain/start/run-state.js';

/** The commands of a plan as the lab's log would have them: with secrets as it shows them. */
export const callsIn = ({ name }: LabCluster, { steps }: Plan): readonly Call[] =>
  steps
    .flatMap(({ parts }) => parts.flatMap(({ actions }) => actions))
    .filter((action): action is PlanCommand => action.kind !== 'file')
    .map(({ node, argv: [tool = '', ...words], sql }, index) => ({
      id: String(index),
      cluster: name,
      node,
      tool,
      argv: words.map(masked),
      ...(sql !== undefined && { sql: masked(sql) }),
      ssh: false,
      beganAt: index,
    }))
    // No tool of the product: the lab does not log it.
    .filter(({ tool }) => tool !== 'hostname');

/** Values that the plan did not know, and the log does not show. */
const masked = (text: string): string => text.replaceAll(/<(password|cipher text)>/g, '***');

/** What was called after the run had compared its plan: that takes looks of its own. */
export const callsAfterComparing = (calls: readonly Call[], { steps }: RunState): readonly Call[] => {
  const compared = steps.flatMap(({ parts }) => parts).find(({ part }) => part === 'comparePlan')?.endedAt;
  if (compared === undefined) throw new Error('the run has compared no plan');
  return calls.filter(({ beganAt }) => beganAt >= Date.parse(compared));
};

/** Questions to CM that are repeated until something has happened, counted once. */
export const withoutRounds = (
  lines: readonly string[],
  calls: readonly string[] = ['cm_ctl query', 'cm_ctl query -v'],
) => lines.filter((line, index) => !(calls.includes(line) && lines[index - 1] === line));
