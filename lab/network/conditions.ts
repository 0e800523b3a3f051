import { linkFaults, unreachableNodes } from '../faults/in-force.js';
import type { LabClusterName } from '../topology.js';
import { linkOf, type Link } from './link.js';

/** What the network between the nodes goes by, whatever it is made of. */
export interface Conditions {
  /** From each cluster to the other. */
  readonly links: Readonly<Record<LabClusterName, Link>>;
  readonly unreachable: readonly string[];
}

/** As the active faults want them. */
export const conditionsOf = (directory: string): Conditions => {
  const link = (from: LabClusterName): Link => linkOf(linkFaults(directory, from));
  return { links: { north: link('north'), south: link('south') }, unreachable: unreachableNodes(directory) };
};
