import { condition, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { MonitorActivities } from '../../activities/monitor/contract.js';
import { relationshipOf } from '../../domain/monitor/alarms.js';
import { afterDelivery, afterRound } from '../../domain/monitor/round.js';
import { isMonitorSettings, type MonitorSettings } from '../../domain/monitor/settings.js';
import { newMonitor, type MonitorState } from '../../domain/monitor/state.js';
import { SHARED_TASK_QUEUE } from '../../domain/names.js';
import { MONITOR_DESCRIPTIONS, monitorStateQuery, settingsSignal } from '../messages.js';
import { isStepFailure } from '../start/failure.js';
import { hear } from '../hear.js';
import { now } from '../time.js';
import { checkReadiness, lookAtBoth } from './look.js';
import { mirror } from './mirror.js';

const { tellNotices } = proxyActivities<MonitorActivities>({
  taskQueue: SHARED_TASK_QUEUE,
  scheduleToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 2 },
});

/** One run is so long; its schedule begins the next one, which goes on from its result. */
const RUN_MS = 3_600_000;

/**
 * Watches a relationship: asks both clusters every now and then, keeps status, RPO and RTO in search attributes, tells what
 * changes, and now and then checks that all that is needed still holds. Nothing it finds ends it.
 */
export const monitor = async (settings: MonitorSettings): Promise<MonitorState> => {
  let state = begun(settings);
  let woken = false;
  setHandler(monitorStateQuery, () => state, { description: MONITOR_DESCRIPTIONS.state });
  hear(
    settingsSignal,
    isMonitorSettings,
    (changed) => {
      state = { ...state, settings: changed };
      woken = true;
    },
    MONITOR_DESCRIPTIONS.settings,
  );
  const began = Date.now();
  for (;;) {
    woken = false;
    const looks = await lookAtBoth(state.settings);
    const readiness = isCheckDue(state) ? await checkReadiness(state.settings, looks) : undefined;
    state = afterRound(state, { at: now(), looks, ...(readiness && { readiness }) });
    mirror(state);
    const delivered = await told(state);
    if (delivered.length > 0) {
      state = afterDelivery(state, delivered);
      mirror(state);
    }
    if (Date.now() - began >= RUN_MS || workflowInfo().continueAsNewSuggested) return state;
    await condition(() => woken, state.settings.everySeconds * 1000, {
      summary: `until the next look at ${relationshipOf(state)}`,
    });
  }
};

/** Where the run before stopped; another relationship under the same name begins anew. */
const begun = (settings: MonitorSettings): MonitorState => {
  const last = workflowInfo().lastResult as MonitorState | undefined;
  return last !== undefined && relationshipOf(last) === relationshipOf({ settings })
    ? { ...last, settings }
    : newMonitor(settings, now());
};

const isCheckDue = ({ settings: { checkEverySeconds }, readiness }: MonitorState): boolean =>
  checkEverySeconds > 0 &&
  (readiness === undefined || Date.now() - Date.parse(readiness.at) >= checkEverySeconds * 1000);

/** A webhook that is away holds nothing up: what it has not taken is told again in the next round. */
const told = async ({ undelivered }: MonitorState): Promise<readonly string[]> => {
  if (undelivered.length === 0) return [];
  try {
    return await tellNotices.executeWithOptions({ summary: `${undelivered.length} notices` }, [undelivered]);
  } catch (error) {
    if (!isStepFailure(error)) throw error;
    return [];
  }
};
