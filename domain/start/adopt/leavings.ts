import type { Role } from '../../roles.js';
import type { ClusterSnapshot } from '../../topology.js';
import type { HomeNode } from '../run-state.js';

/** What gs_sdr, which keeps its records on the node it runs on, has left in the workspace of one node. */
export interface Leavings {
  readonly node: HomeNode;
  /** Step files of its actions, text by name. */
  readonly stepFiles: Readonly<Record<string, string>>;
  /** `.hadr_cluster_stat`; empty when there is none. */
  readonly status: string;
  /** `.wal_keep_segments_record` */
  readonly walKeep?: string;
  /** `.streaming_guc_backup` */
  readonly settings?: string;
  /** `cluster_conf_record` */
  readonly configuration?: string;
  /** `cluster_state_tmp`, what step 1 saw of the cluster. */
  readonly snapshot?: ClusterSnapshot | 'not understood';
}

/** Of a start, by the role it gives the cluster. */
export const START_STEP_FILES: Readonly<Record<Role, string>> = {
  primary: '.streaming_start_primary.step',
  disaster_standby: '.streaming_start_standby.step',
};
