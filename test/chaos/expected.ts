import type { RunView } from '../../engine/runs.js';
import { LAB_CLUSTERS, type LabClusterName } from '../../lab/index.js';
import type { Fingerprint } from '../support/fingerprint.js';
import { phaseWords } from './ask.js';
import { isLost, type Runs } from './ending.js';
import { differingPlaces, placesIn } from './places.js';

/** What places are like before anything was started, and after a start that nothing has struck. */
export interface Known {
  readonly untouched: Fingerprint;
  readonly started: Fingerprint;
}

/**
 * What an abort puts back where the data is lost; the datanodes are down, and the workspace tells why. A cascade’s
 * pg_hba.conf and pg_ident.conf go with its data: only those of the main standby are kept from its build.
 */
const KEPT = ['postgresql.conf', 'key files', 'cm_server.conf', 'cm_agent.conf', '1 pg_hba.conf', '1 pg_ident.conf'];

/** Settings and files of both clusters that are otherwise than their runs should have left them. */
export const wrongPlaces = (known: Known, runs: Runs, found: Fingerprint): readonly string[] =>
  LAB_CLUSTERS.flatMap((cluster) => {
    const wanted = wantedOf(cluster, known, runs[cluster]);
    if (wanted === undefined) return [];
    const endings = isLost(runs[cluster]) ? KEPT : undefined;
    return differingPlaces(wanted, placesIn(found, cluster, endings));
  });

const wantedOf = (cluster: LabClusterName, known: Known, view: RunView | undefined): Fingerprint | undefined => {
  if (isLost(view)) return placesIn(known.untouched, cluster, KEPT);
  if (view === undefined) return placesIn(known.untouched, cluster);
  switch (view.state.phase) {
    case 'done':
      return placesIn(known.started, cluster);
    case 'aborted':
      return placesIn(known.untouched, cluster);
    case 'failed':
      // What could not be put back is said, and stays until the next start.
      return view.state.failure?.message.includes('; besides, ') === true
        ? undefined
        : placesIn(known.untouched, cluster);
    case 'running':
    case 'paused':
    case 'parked':
      return undefined;
  }
};

/** Done, both of them; where the standby was given up after its data was erased, the primary may be either. */
export const wrongEnds = (runs: Runs): readonly string[] => {
  const wrong = (cluster: LabClusterName): readonly string[] => [`${cluster} is ${phaseWords(runs[cluster])}`];
  if (isLost(runs.south)) return runs.north?.execution === 'RUNNING' ? wrong('north') : [];
  return LAB_CLUSTERS.flatMap((cluster) => {
    const state = runs[cluster]?.state;
    const status = cluster === 'north' ? 'archive' : 'recovery';
    return state?.phase === 'done' && state.status === status ? [] : wrong(cluster);
  });
};
