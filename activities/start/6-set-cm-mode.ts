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
  const found = (await cmParametersNow(work)).map((now): Before => ({ kind: 'cm parameter', ...now }));
  const before = await rememberBefore(host, found);
  for (const { component, parameter } of CM_PARAMETERS) {
    await writeGucEverywhere(host, 'set', component, parameter, BACKUP_OPEN.disaster_standby, work.signal);
  }
  return { said: 'backup_open and agent_backup_open are 2', before };
};

type CmParameter = Omit<Extract<Before, { readonly kind: 'cm parameter' }>, 'kind'>;

/** As they are on every node; null: the file does not set it. */
export const cmParametersNow = async (work: Work): Promise<readonly CmParameter[]> => {
  const paths = await cmDataPaths(home(work), work.signal);
  const found = await onEach(
    snapshotOf(work).datanodes,
    ({ nodeName }) => nodeName,
    (datanode) =>
      Promise.all(
        CM_PARAMETERS.map(async (place): Promise<CmParameter> => {
          const value = await readCmParameter(hostOf(work, datanode), paths(datanode.nodeId), place);
          const { component, parameter } = place;
          return { component, nodeId: datanode.nodeId, parameter, value: value ?? null };
        }),
      ),
  );
  return found.flat();
};
