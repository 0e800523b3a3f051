import type { Leavings } from '../domain/start/adopt/leavings.js';
import { parseQuery } from './cm-ctl.js';
import type { Host } from './host/host.js';
import {
  ADOPTED_STEP,
  CONF_RECORD,
  GUC_BACKUP,
  WAL_KEEP_RECORD,
  readStatus,
  readText,
  stepFilesOn,
  workspaceOn,
  writeText,
} from './workspace.js';

/** What gs_sdr keeps in the workspace of the node it runs on, to go on from when it is called again. */

/** Where step 1 puts what `cm_ctl query -v` printed. */
const SNAPSHOT = 'cluster_state_tmp';

/** Everything that a start of gs_sdr leaves on a node. */
export const leavingsOn = async (host: Host): Promise<Omit<Leavings, 'node'>> => {
  const [names, status, walKeep, settings, configuration, snapshot] = await Promise.all([
    stepFilesOn(host),
    readStatus(host),
    readText(host, WAL_KEEP_RECORD),
    readText(host, GUC_BACKUP),
    readText(host, CONF_RECORD),
    readText(host, SNAPSHOT),
  ]);
  const texts = await Promise.all(names.map(async (name) => [name, (await readText(host, name)) ?? ''] as const));
  return {
    stepFiles: Object.fromEntries(texts),
    status: status?.trim() ?? '',
    ...(walKeep !== undefined && { walKeep }),
    ...(settings !== undefined && { settings }),
    ...(configuration !== undefined && { configuration }),
    ...(snapshot !== undefined && { snapshot: parseQuery(snapshot) ?? 'not understood' }),
  };
};

/** What the step file said that an attempt of this run has taken away already. */
export const adoptedStepOn = (host: Host): Promise<string | undefined> => readText(host, ADOPTED_STEP);

/** Keeps what the step file says, then takes the file away: from here on gs_sdr has nothing to go on from. */
export const takeStepFile = async (host: Host, name: string): Promise<void> => {
  const text = await readText(host, name);
  if (text === undefined) return;
  await writeText(host, ADOPTED_STEP, text);
  await host.remove(`${(await workspaceOn(host)).cabin}/${name}`);
};
