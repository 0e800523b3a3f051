import { isCancellation, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { LookActivities } from '../../activities/looks/activities.js';
import type { BothFacts } from '../../domain/check/between.js';
import type { SideFacts } from '../../domain/check/facts.js';
import { unseenSide } from '../../domain/check/unseen.js';
import { clusterTaskQueue } from '../../domain/names.js';
import { readinessOf } from '../../domain/monitor/readiness.js';
import type { SideLook } from '../../domain/monitor/round.js';
import type { MonitorSettings } from '../../domain/monitor/settings.js';
import type { Readiness } from '../../domain/monitor/state.js';
import { isRelated } from '../../domain/status.js';
import { seenFromPeer, type ClusterName, type ClusterPair } from '../../domain/topology.js';
import { codeOf, isStepFailure } from '../start/failure.js';
import { now } from '../time.js';

/** Who has not answered by then is silent in this round. */
const LOOK_LIMIT = '20 seconds';
const CHECK_LIMIT = '1 minute';

const onCluster = (cluster: ClusterName, limit: typeof LOOK_LIMIT | typeof CHECK_LIMIT, summary: string) => {
  const options: ActivityOptions = {
    taskQueue: clusterTaskQueue(cluster),
    scheduleToCloseTimeout: limit,
    retry: { initialInterval: '1 second', maximumInterval: '5 seconds' },
    summary,
  };
  return proxyActivities<LookActivities>(options);
};

/** Both clusters at once; one that does not answer holds the other up no longer than the limit. */
export const lookAtBoth = ({ pair }: MonitorSettings): Promise<[SideLook, SideLook]> =>
  Promise.all([lookAt(pair), lookAt(seenFromPeer(pair))]);

const lookAt = async (pair: ClusterPair): Promise<SideLook> => {
  try {
    const asked = onCluster(pair.cluster, LOOK_LIMIT, `query · ${pair.cluster}`);
    return { kind: 'answered', answer: await asked.queryRelationship({ pair }) };
  } catch (error) {
    return { kind: 'silent', ...whySilent(error, pair.cluster) };
  }
};

/** Whatever keeps a cluster from answering is news of it, not the monitor's end; only being cancelled is. */
const whySilent = (error: unknown, cluster: ClusterName) => {
  if (isCancellation(error) || !isStepFailure(error)) throw error;
  const code = codeOf(error);
  return code === 'E_COMMAND_TIMED_OUT'
    ? { code: 'E_NO_ANSWER' as const, why: `no worker of ${cluster} has answered in time` }
    : { code, why: error.cause?.message ?? error.message };
};

/** Whether all that the relationship needs still holds; before there is one, all that its start needs. */
export const checkReadiness = async (
  settings: MonitorSettings,
  [one, other]: readonly [SideLook, SideLook],
): Promise<Readiness> => {
  const [own, peer] = await Promise.all([
    factsOf(settings.pair, settings, one),
    factsOf(seenFromPeer(settings.pair), settings, other),
  ]);
  const swapped = statusIn(other).startsWith('archive') && !statusIn(one).startsWith('archive');
  const facts: BothFacts = swapped ? { primary: peer, standby: own } : { primary: own, standby: peer };
  return readinessOf(facts, [one, other].map(statusIn).some(isRelated), now());
};

const statusIn = (look: SideLook): string => (look.kind === 'answered' ? look.answer.hadrClusterStat : '');

/** A cluster that has just not answered is not waited for once more. */
const factsOf = async (pair: ClusterPair, { hadrUser }: MonitorSettings, look: SideLook): Promise<SideFacts> => {
  if (look.kind === 'silent') return unseenSide(pair, hadrUser, look.why);
  try {
    const asked = onCluster(pair.cluster, CHECK_LIMIT, `readiness · ${pair.cluster}`);
    return await asked.gatherFacts({ pair, hadrUser, role: 'primary' });
  } catch (error) {
    return unseenSide(pair, hadrUser, whySilent(error, pair.cluster).why);
  }
};
