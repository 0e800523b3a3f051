import type { Host } from '../host/host.js';
import { plannedFiles, type PlannedFiles } from './planned-files.js';
import { plannedSettings, type PlannedSettings } from './planned-settings.js';

/** A node while a plan is made: the real one, for looks, and its files as they would be. */
export interface PlannedNode {
  readonly host: Host;
  readonly files: PlannedFiles;
  /** Data directories that would have been built. */
  readonly built: Set<string>;
}

/** A cluster as it would be. */
export interface PlannedCluster {
  readonly nodes: Map<string, PlannedNode>;
  readonly settings: PlannedSettings;
  /** Keys of CM's store. */
  readonly store: Map<string, string | null>;
  /**
   * What was planned for CM: `awaited` is a cluster whose main standby is taken to have connected, `started` one that is
   * taken to have come up as what it was built to be.
   */
  manager: 'as found' | 'stopped' | 'awaited' | 'started';
}

export const plannedCluster = (): PlannedCluster => ({
  nodes: new Map(),
  settings: plannedSettings(),
  store: new Map(),
  manager: 'as found',
});

export const plannedNode = (host: Host): PlannedNode => ({ host, files: plannedFiles(host), built: new Set() });
