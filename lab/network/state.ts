import { join } from 'node:path';
import { linkFaults, unreachableNodes } from '../faults/in-force.js';
import { readJson } from '../files/atomic.js';
import type { LabClusterName } from '../topology.js';
import { linkOf, type Link } from './link.js';

/** What the network process goes by, and tells of itself after each change it has taken up. */
export interface Conditions {
  readonly links: Readonly<Record<LabClusterName, Link>>;
  readonly unreachable: readonly string[];
}

export interface NetworkState extends Conditions {
  readonly pid: number;
}

export const stateFile = (directory: string): string => join(directory, 'network.json');

export const networkState = (directory: string): NetworkState | undefined =>
  readJson<NetworkState | undefined>(stateFile(directory), undefined);

/** As the active faults want them. */
export const conditionsOf = (directory: string): Conditions => {
  const link = (from: LabClusterName): Link => linkOf(linkFaults(directory, from));
  return { links: { north: link('north'), south: link('south') }, unreachable: unreachableNodes(directory) };
};
