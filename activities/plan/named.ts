import type { PlanAction, PlanStep } from '../../domain/plan/plan.js';
import type { ClusterSnapshot, NodeAddress } from '../../domain/topology.js';

/** The steps with names of nodes in place of their addresses, which is how people know them. */
export const named = (
  steps: readonly PlanStep[],
  nodes: readonly NodeAddress[],
  snapshot: ClusterSnapshot | undefined,
): readonly PlanStep[] => {
  const names = new Map(
    nodes.flatMap(({ ip, dataIp }) => {
      const datanode = snapshot?.datanodes.find(({ nodeIp }) => nodeIp === ip || nodeIp === dataIp);
      return datanode === undefined ? [] : [[ip, datanode.nodeName] as const];
    }),
  );
  const nameOf = (place: string): string => names.get(place) ?? place;
  const withName = (action: PlanAction): PlanAction =>
    action.kind === 'file'
      ? { ...action, node: nameOf(action.node) }
      : {
          ...action,
          node: nameOf(action.node),
          differences: action.differences.map((difference) => ({ ...difference, where: nameOf(difference.where) })),
        };
  return steps.map((step) => ({
    ...step,
    parts: step.parts.map((part) => ({ ...part, actions: part.actions.map(withName) })),
  }));
};
