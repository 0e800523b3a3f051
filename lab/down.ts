import { clearLabDirectory, placeOf, stateOf } from './directory.js';
import type { Lab } from './lab.js';
import { withLock } from './lock.js';
import { untilLike } from './settle.js';
import type { LabClusterName } from './topology.js';

/**
 * Ends the lab, finished or not, and removes its directory; waits so long for what is being done with it. Twice: there
 * is none any more.
 * @throws SdrError E_LAB_BUSY
 */
export const labDown = async (lab: Pick<Lab, 'directory'>, waitMs = 60_000): Promise<void> => {
  const directory = placeOf(lab.directory);
  if (stateOf(directory) === 'none') return;
  await withLock(directory, { doing: 'taking the lab down', waitMs }, () => clearLabDirectory(directory));
};

/** Waits until every datanode streams. */
export const untilNormal = (lab: Lab, cluster: LabClusterName): Promise<void> =>
  untilLike(lab.topology, { [cluster]: 'Normal' });
