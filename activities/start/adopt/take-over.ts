import { onNodes } from '../../../cluster/on-nodes.js';
import { takeStepFile } from '../../../cluster/original-records.js';
import {
  lock,
  makeWorkspace,
  readRunRecord,
  rememberBefore,
  stepFilesOn,
  writeRunRecord,
} from '../../../cluster/workspace.js';
import type { Before } from '../../../domain/start/before.js';
import { home, nodes, type Work } from '../../work.js';
import { recordOf, refuseLocks } from '../1-open-workspace.js';
import { close } from '../9-clean-up.js';

/**
 * Makes the workspace that gs_sdr has left this run's: what was there before, whose it is, the lock on every node, and
 * last the step file, so that there is always one of both to go on from. When it fails the original can go on as before.
 */
export const takeOver = async (work: Work, before: readonly Before[], stepFile: string): Promise<void> => {
  try {
    await makeOwn(work, before);
    await takeStepFile(home(work), stepFile);
  } catch (error) {
    if ((await stepFilesOn(home(work))).includes(stepFile)) await giveBack(work);
    throw error;
  }
};

const makeOwn = async (work: Work, before: readonly Before[]): Promise<void> => {
  const record = recordOf(work);
  await makeWorkspace(home(work));
  await rememberBefore(home(work), before);
  await writeRunRecord(home(work), record);
  await onNodes(nodes(work), async (host) => {
    await makeWorkspace(host);
    await lock(host, work.traceId);
    await writeRunRecord(host, record);
  });
  // gs_sdr may have been called at the same moment: whoever sees the other's lock gives way.
  await onNodes(nodes(work), (host) => refuseLocks(host, work.traceId));
};

const giveBack = (work: Work): Promise<unknown> =>
  onNodes(nodes(work), async (host) => {
    if ((await readRunRecord(host))?.firstRunId === work.scope.firstRunId) await close(host, work.traceId);
  }).catch(() => undefined);
