import { nameOf } from '../../../cluster/node-facts.js';
import { adoptedStepOn, leavingsOn } from '../../../cluster/original-records.js';
import { atWorkOn } from '../../../cluster/at-work.js';
import type { Host } from '../../../cluster/host/host.js';
import { onEach, onNodes } from '../../../cluster/on-nodes.js';
import { readRunRecord } from '../../../cluster/workspace.js';
import { SdrError } from '../../../domain/errors.js';
import type { Adoption } from '../../../domain/start/adopt/adoption.js';
import { judge } from '../../../domain/start/adopt/judge.js';
import { START_STEP_FILES, type Leavings } from '../../../domain/start/adopt/leavings.js';
import { beforeAdopted } from '../../../domain/start/adopt/marks.js';
import type { Adopted } from '../../contract.js';
import { hostOf, nodes, type Work } from '../../work.js';
import { refuseLocks } from '../1-open-workspace.js';
import { confirmOverwrite, refuseUnconfirmed } from '../2-check-cluster.js';
import { marksOn } from './marks-on.js';
import { takeOver } from './take-over.js';

/**
 * Takes over the start that gs_sdr has left half-way: what its records say and what stands on the cluster now becomes
 * this run's memory, the workspace becomes this run's, and its step file goes. Before that everything is looked at;
 * whatever does not fit leaves all as it is.
 * Twice: looks again and writes the same. What an attempt took away is kept in the workspace until the start has ended.
 * @throws SdrError E_NOT_ADOPTABLE, E_ORIGINAL_LOCK, E_OVERWRITE_NOT_CONFIRMED, E_SESSIONS_CONNECTED: nothing was changed
 */
export const adoptStart = async (work: Work): Promise<Adopted> => {
  if (work.scope.fresh)
    throw new SdrError('E_USAGE', '-f begins at step 1, --adopt goes on: it can only be one of them');
  const found = await onNodes(nodes(work), (host) => leavingsOf(work, host));
  const adoption = judge(found, work.scope);
  if (adoption === undefined) return nothingFound(work, found);
  const after = goingOnFrom(work, adoption);
  await refuseAtWork(after, adoption);
  await refuseErasing(after, adoption);
  const before = beforeAdopted(adoption, work.scope.role, await marksOn(after, adoption));
  await takeOver(after, before, START_STEP_FILES[work.scope.role]);
  work.log.say(`Got the continue step:[${adoption.recorded}] for action:[start].`);
  const { home, snapshot, recordedAs } = adoption;
  return {
    said: `gs_sdr’s start goes on behind ${recordedAs}, which it has recorded on ${home.name}`,
    adoption,
    before,
    facts: { home, snapshot },
  };
};

/** The same work, from when the start is taken over. */
const goingOnFrom = (work: Work, { home, snapshot, recorded }: Adoption): Work => ({
  ...work,
  scope: { ...work.scope, home, snapshot, recorded },
});

const leavingsOf = async (work: Work, host: Host): Promise<Leavings> => {
  const [name, left, own] = await Promise.all([nameOf(host, work.signal), leavingsOn(host), ownStepOn(work, host)]);
  const { role } = work.scope;
  const node = { ip: host.address, name };
  return {
    node,
    ...left,
    stepFiles: { ...(own !== undefined && { [START_STEP_FILES[role]]: own }), ...left.stepFiles },
  };
};

const ownStepOn = async (work: Work, host: Host): Promise<string | undefined> =>
  (await readRunRecord(host))?.firstRunId === work.scope.firstRunId ? adoptedStepOn(host) : undefined;

/** @throws SdrError E_NOT_ADOPTABLE when there had to be something */
const nothingFound = ({ scope }: Work, found: readonly Leavings[]): Adopted => {
  if (scope.adopt === 'if any') return { said: 'gs_sdr has left no start half-way' };
  const published = found.find(({ status }) => status !== '')?.status;
  const status = published === undefined ? 'and no status is published' : `and its status is ${published}`;
  throw new SdrError('E_NOT_ADOPTABLE', `no node has the step file of a start, ${status}`);
};

/** Its lock, its process, or a build that it has begun and that goes on without it. */
const refuseAtWork = async (work: Work, { snapshot }: Adoption): Promise<void> => {
  await onNodes(nodes(work), (host) => refuseLocks(host, work.traceId));
  await onEach(
    snapshot.datanodes,
    ({ nodeName }) => nodeName,
    async (datanode) => {
      const atWork = await atWorkOn(hostOf(work, datanode), datanode.dataDirectory, work.signal);
      if (atWork.length > 0)
        throw new SdrError('E_NOT_ADOPTABLE', `still at work: ${atWork.join(', ')}; wait for its end or stop it`, {
          node: datanode.nodeName,
        });
    },
  );
};

/** Once this step is recorded the cluster is stopped, or is being stopped: there are no sessions to be asked for. */
const LAST_WHILE_UP = 3;
/** Once this step is recorded everything is erased already. */
const BUILT = 7;

/** gs_sdr asks nobody whether the disaster standby may be erased; who goes on from it is asked while there is time. */
const refuseErasing = async (work: Work, { recorded }: Adoption): Promise<void> => {
  if (work.scope.role === 'primary' || recorded >= BUILT) return;
  if (recorded <= LAST_WHILE_UP) await confirmOverwrite(work);
  else refuseUnconfirmed(work);
};
