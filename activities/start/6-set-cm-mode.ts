import { cmDataPaths } from '../../cluster/cm-ctl.js';
import { writeGucEverywhere } from '../../cluster/gs-guc.js';
import { onEach } from '../../cluster/on-nodes.js';
import { rememberBefore } from '../../cluster/workspace.js';
import type { Before } from '../../domain/start/before.js';
import type { Outcome } from '../contract.js';
import { home, hostOf, snapshotOf, type Work } from '../work.js';
import { BACKUP_OPEN } from './5-set-run-mode.js';

/** Where CM keeps the two parameters, below cmDataPath. */
const FILES = [
  { component: 'cmserver', parameter: 'backup_open', file: 'cm_server/cm_server.conf' },
  { component: 'cmagent', parameter: 'agent_backup_open', file: 'cm_agent/cm_agent.conf' },
] as const;

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
        FILES.map(async ({ component, parameter, file }): Promise<Before> => {
          const text =
            (await hostOf(work, datanode).readFile(`${paths.get(datanode.nodeId) ?? ''}/${file}`))?.toString('utf8') ??
            '';
          const value = new RegExp(String.raw`^\s*${parameter}\s*=\s*(\w+)`, 'm').exec(text)?.[1] ?? null;
          return { kind: 'cm parameter', component, nodeId: datanode.nodeId, parameter, value };
        }),
      ),
  );
  const before = await rememberBefore(host, found.flat());
  for (const { component, parameter } of FILES) {
    await writeGucEverywhere(host, 'set', component, parameter, BACKUP_OPEN.disaster_standby, work.signal);
  }
  return { said: 'backup_open and agent_backup_open are 2', before };
};
