import { join } from 'node:path';
import { readJson } from '../../files/atomic.js';
import type { Conditions } from '../conditions.js';

/** What the network process tells of itself after each change it has taken up. */
export interface NetworkState extends Conditions {
  readonly pid: number;
}

export const stateFile = (directory: string): string => join(directory, 'network.json');

export const networkState = (directory: string): NetworkState | undefined =>
  readJson<NetworkState | undefined>(stateFile(directory), undefined);
