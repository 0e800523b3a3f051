import type { Role } from '../../roles.js';
import {
  PRIMARY_STATUSES,
  STANDBY_STATUSES,
  type PrimaryStatus,
  type StandbyStatus,
  type Status,
} from '../../status.js';
import type { RecordedRow } from './records.js';

/**
 * The status from which a start goes on behind this step, or undefined where gs_sdr cannot have published this one by
 * then. A start that was begun anew (`-f`) may still show how an earlier one failed.
 * @param published empty: nothing was published yet
 */
export const statusBehind = (role: Role, recorded: RecordedRow['number'], published: string): Status | undefined =>
  role === 'primary' ? onPrimary(recorded, published) : onStandby(recorded, published);

const onPrimary = (recorded: number, published: string): PrimaryStatus | undefined => {
  const status = published === '' ? 'normal' : PRIMARY_STATUSES.find((word) => word === published);
  switch (status) {
    case undefined:
      return undefined;
    case 'normal':
    case 'full_backup':
    case 'backup_fail':
      return recorded < 8 ? status : undefined;
    case 'archive':
    case 'archive_fail':
      // Step 8 publishes archive just before it is recorded; repeated, it begins with full_backup.
      return recorded === 8 ? status : recorded === 7 ? 'full_backup' : undefined;
  }
};

const onStandby = (recorded: number, published: string): StandbyStatus | undefined => {
  const status = published === '' ? 'normal' : STANDBY_STATUSES.find((word) => word === published);
  switch (status) {
    case undefined:
      return undefined;
    case 'normal':
    case 'restore_fail':
      return recorded < 7 ? status : undefined;
    case 'restore':
      return recorded < 8 ? status : undefined;
    case 'recovery':
    case 'recovery_fail':
      return recorded >= 7 ? status : undefined;
  }
};
