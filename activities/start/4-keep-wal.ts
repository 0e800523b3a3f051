import { writeGuc } from '../../cluster/gs-guc.js';
import { KEPT_SEGMENTS } from '../../domain/wal.js';
import type { Outcome } from '../contract.js';
import { currentPrimary, hostOf, type Work } from '../work.js';

/**
 * Step 4 on the primary: WAL is kept for as long as the build takes.
 * Twice: the same value; what it was before is remembered since step 3.
 */
export const keepWal = async (work: Work): Promise<Outcome> => {
  const primary = await currentPrimary(work);
  const setting = { directory: primary.dataDirectory, parameter: 'wal_keep_segments', value: KEPT_SEGMENTS };
  await writeGuc(hostOf(work, primary), 'reload', setting, work.signal);
  return { said: `dn_${primary.id} keeps ${KEPT_SEGMENTS} WAL segments` };
};
