import { START_STEP_FILES } from '../../domain/start/adopt/leavings.js';
import type { Lab, LabClusterName, LabNode } from '../../lab/index.js';
import { typed } from './by-hand.js';

/** What gs_sdr would have left of a start that was interrupted. */
export interface Interrupted {
  /** What its step file says. */
  readonly recorded: string;
  /** What `cm_ctl query -v` printed when it began. */
  readonly snapshot: string;
  /** The node it ran on. */
  readonly on: LabNode;
}

const ROLES = { north: 'primary', south: 'disaster_standby' } as const;

/**
 * Makes of a run of ours that was terminated between two steps what gs_sdr leaves there: nothing of ours on any node, and
 * what it keeps only on the node it ran on.
 */
export const leaveAsGsSdr = async (lab: Lab, cluster: LabClusterName, left: Interrupted): Promise<void> => {
  const { recorded, snapshot, on } = left;
  const record = await walKeepRecord(lab, cluster);
  for (const node of lab.clusters[cluster].nodes)
    await inCabin(
      lab,
      node,
      'rm -rf sdr_* ../streaming_lock_* .streaming_*.step cluster_state_tmp .wal_keep_segments_record',
    );
  await writeInCabin(lab, on, START_STEP_FILES[ROLES[cluster]], recorded);
  await writeInCabin(lab, on, 'cluster_state_tmp', snapshot);
  if (record !== '') await writeInCabin(lab, on, '.wal_keep_segments_record', record);
};

const walKeepRecord = async (lab: Lab, cluster: LabClusterName): Promise<string> => {
  const texts = lab.clusters[cluster].nodes.map((node) => inCabin(lab, node, 'cat .wal_keep_segments_record || :'));
  return (await Promise.all(texts)).join('');
};

export const inCabin = (lab: Lab, node: LabNode, script: string): Promise<string> =>
  typed(lab, node, 'sh', '-c', `cd ${node.pgHost}/streaming_cabin && ${script}`);

export const writeInCabin = (lab: Lab, node: LabNode, name: string, text: string): Promise<string> =>
  typed(lab, node, 'sh', '-c', `printf %s "$1" > ${node.pgHost}/streaming_cabin/${name}`, 'sh', text);
