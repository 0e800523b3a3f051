import { cmDataPaths } from '../../cluster/cm-ctl.js';
import { CM_PARAMETERS, readCmParameter } from '../../cluster/cm-files.js';
import { writeGucEverywhere } from '../../cluster/gs-guc.js';
import { onEach } from '../../cluster/on-nodes.js';
import { rememberBefore } from '../../cluster/workspace.js';
import type { Before } from '../../domain/start/before.js';
import type { Outcome } from '../contract.js';
import { home, hostOf, snapshotOf, type Work } from '../work.js';
import { BACKUP_OPEN } from './5-set-run-mode.js';

/**
 * Step 6 on the disaster standby: cm_server and cm_agent know that this cluster follows another one.
 * Twice: the same values; what they were before is remembered first.
 */
export const setCmMode = async (work: Work): Promise<Outcome> => {
  const host = home(work);
  const paths = await cmDataPaths(host, work.signal);
  const found = await onEach(
    snapshotOf(work).datanodes,
    ({ nodeName }) => nodeName,
    async (datanode): Promise<readonly Before[]> =>
      Promise.all(
        CM_PARAMETERS.map(async (place): Promise<Before> => {
          const value = await readCmParameter(hostOf(work, datanode), paths.get(datanode.nodeId) ?? '', place);
          const { component, parameter } = place;
          return { kind: 'cm parameter', component, nodeId: datanode.nodeId, parameter, value: value ?? null };
        }),
      ),
  );
  const before = await rememberBefore(host, found.flat());
  for (const { component, parameter } of CM_PARAMETERS) {
    await writeGucEverywhere(host, 'set', component, parameter, BACKUP_OPEN.disaster_standby, work.signal);
  }
  return { said: 'backup_open and agent_backup_open are 2', before };
};
