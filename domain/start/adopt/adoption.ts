import type { Status } from '../../status.js';
import type { ClusterSnapshot } from '../../topology.js';
import type { HomeNode } from '../run-state.js';
import type { RecordedRow, SavedSetting, WalKeep } from './records.js';

/** A start that gs_sdr left half-way, as one of ours goes on from it. */
export interface Adoption {
  /** Where its records are: this node keeps the workspace from now on. */
  readonly home: HomeNode;
  /** The last step that is done. */
  readonly recorded: RecordedRow['number'];
  readonly recordedAs: RecordedRow['recordedAs'];
  /** The status from which the next step goes on. */
  readonly status: Status;
  readonly snapshot: ClusterSnapshot;
  /** On the primary, once it was remembered. */
  readonly walKeep?: WalKeep;
  /** What step 2 found before it changed it. */
  readonly settings: readonly SavedSetting[];
  /** A build has begun to overwrite this cluster's data. */
  readonly erased: boolean;
}
