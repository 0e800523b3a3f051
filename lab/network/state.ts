import { join } from 'node:path';
import { readJson } from '../files/atomic.js';
import type { LabClusterName } from '../topology.js';
import type { Link } from './link.js';

/** What the network process says of itself, after each change it has taken up. */
export interface NetworkState {
  readonly pid: number;
  readonly links: Readonly<Record<LabClusterName, Link>>;
}

export const stateFile = (directory: string): string => join(directory, 'network.json');

export const networkState = (directory: string): NetworkState | undefined =>
  readJson<NetworkState | undefined>(stateFile(directory), undefined);
