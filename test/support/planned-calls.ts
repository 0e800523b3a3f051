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

/** What was called after the run had compared its plan, which takes looks of its own; of a wait, its first round. */
export const callsAfterComparing = (calls: readonly Call[], { steps }: RunState): readonly Call[] => {
  const compared = steps.flatMap(({ parts }) => parts).find(({ part }) => part === 'comparePlan')?.endedAt;
  if (compared === undefined) throw new Error('the run has compared no plan');
  return firstRounds(calls.filter(({ beganAt }) => beganAt >= Date.parse(compared)));
};

/**
 * A round of the wait for the main standby asks CM for the primary, then that one for the main standby; in a round in
 * which CM shows no primary there is nobody to ask. While it waits the run asks nothing else.
 */
const firstRounds = (calls: readonly Call[]): readonly Call[] => {
  const first = calls.findIndex(asksForMainStandby);
  const last = calls.findLastIndex(asksForMainStandby);
  return calls.filter(
    (call, index) =>
      !looksAtWal(call) && !(index > first && index <= last && (asksForMainStandby(call) || asksForPrimary(call))),
  );
};

const asksForMainStandby = ({ sql }: Call): boolean => sql?.startsWith('DO ') === true;

/** While the other side builds, the wait looks now and then how long its WAL lasts. */
const looksAtWal = ({ sql }: Call): boolean => sql?.startsWith('select pg_current_xlog_location();') === true;

const asksForPrimary = ({ tool, argv }: Call): boolean => tool === 'cm_ctl' && argv.join(' ') === 'query -v';

/** CM's state is asked for until it is the wanted one: that counts once. */
export const withoutRepeats = (lines: readonly string[]): readonly string[] =>
  lines.filter((line, index) => line !== 'cm_ctl query' || lines[index - 1] !== line);
