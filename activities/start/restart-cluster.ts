import { setTimeout } from 'node:timers/promises';
import { ddbGet, isCmDown } from '../../cluster/cm-ctl.js';
import { jobState, startJob, stopJob, type Job, type JobState } from '../../cluster/host/job.js';
import { SdrError } from '../../domain/errors.js';
import type { Outcome } from '../contract.js';
import { home, type Work } from '../work.js';
import { stopCluster } from './5-set-run-mode.js';
import { bringUp, startOf } from './8-bring-up.js';
import { allBefore, putKeyBack, type Of } from './put-back.js';

type Key = Of<'ddb key'>;

/** CM comes up within seconds; only then can its store be told. */
const CM_UP_LIMIT_MS = 300_000;
const CM_UP_PAUSE_MS = 500;

/**
 * Starts the disaster standby again as the cluster it was. A cm_server reads from the store as it begins whether it follows
 * another cluster (openGauss CM, cms_common.cpp), and the store can be told only while it runs: where the key could not be
 * put back before, the cluster is started for that alone, stopped, and started for good.
 * Twice: each of these is done once more only where the start for good has not begun; starting a cluster that runs is fine.
 * @throws SdrError E_CLUSTER_START; asked again, it starts the cluster once more
 */
export const restartCluster = async (work: Work): Promise<Outcome> => {
  const keys = (await allBefore(work)).filter((value): value is Key => value.kind === 'ddb key');
  const { directory, key } = await startOf(work);
  const known = await jobState(home(work), directory);
  const forStore = turnIn(known, key + FOR_STORE);
  const forGood = turnIn(known, key + FOR_GOOD);
  if (forGood.begun === 0 && (forStore.begun > 0 || !(await areBack(work, keys))))
    await tellStore(work, keys, await startOf(work, `${FOR_STORE}${forStore.next}`));
  return bringUp(work, await startOf(work, `${FOR_GOOD}${forGood.next}`));
};

/** With the number of the time: one that an attempt before this has ended is no answer, and is given once more. */
const FOR_STORE = '/for its store #';
const FOR_GOOD = '/for good #';

interface Turn {
  /** The last time that the command was given for this end, 0: never. */
  readonly begun: number;
  /** The time to wait for: that one while it runs, or a new one. */
  readonly next: number;
}

const turnIn = (known: JobState | undefined, key: string): Turn => {
  const begun = known?.key.startsWith(key) ? Number(known.key.slice(key.length)) : 0;
  return { begun, next: known?.running === true && begun > 0 ? begun : begun + 1 };
};

const areBack = async (work: Work, keys: readonly Key[]): Promise<boolean> => {
  try {
    const now = await Promise.all(keys.map(({ key }) => ddbGet(home(work), key, work.signal)));
    return keys.every(({ value }, index) => now[index] === value);
  } catch (error) {
    if (!isCmDown(error)) throw error;
    return keys.length === 0;
  }
};

const tellStore = async (work: Work, keys: readonly Key[], job: Job): Promise<void> => {
  await startJob(home(work), job);
  for (const key of keys) await untilBack(work, key);
  await stopJob(home(work), job);
  await stopCluster(work);
};

const untilBack = async (work: Work, key: Key): Promise<void> => {
  const deadline = Date.now() + CM_UP_LIMIT_MS;
  while (!(await putKeyBack(work, key))) {
    if (Date.now() > deadline)
      throw new SdrError('E_CLUSTER_START', `no cm_server answers ${CM_UP_LIMIT_MS / 1000} s after cm_ctl start`);
    await setTimeout(CM_UP_PAUSE_MS, undefined, { signal: work.signal });
  }
};
