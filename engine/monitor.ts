import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleHandle,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { SdrError } from '../domain/errors.js';
import { relationshipOf } from '../domain/monitor/alarms.js';
import type { MonitorSettings } from '../domain/monitor/settings.js';
import type { MonitorState } from '../domain/monitor/state.js';
import {
  MEMO_MONITOR,
  MONITOR_TYPE,
  SEARCH_ATTRIBUTES,
  SHARED_TASK_QUEUE,
  SIGNALS,
  monitorScheduleId,
  pairName,
} from '../domain/names.js';
import type { ClusterName } from '../domain/topology.js';
import type { Engine } from './engine.js';
import { fromEngine } from './failures.js';
import { see } from './seen.js';
import { requireAnyWorker } from './workers.js';

/** A monitor as it can be seen from outside. */
export interface MonitorView {
  readonly scheduleId: string;
  /** The schedule begins no further run. */
  readonly paused: boolean;
  readonly settings: MonitorSettings;
  /** Its current run, or the last one; absent until the first one has looked. */
  readonly workflowId?: string;
  readonly state?: MonitorState;
  /** False: what is shown is what was known when it last ran. */
  readonly running: boolean;
}

/** The schedule begins a run when none is there: after a run's hour, and after one that was terminated. */
const AGAIN = '1 minute';

/**
 * Begins to watch the relationship, or goes on with these settings.
 * @returns whether it is new
 * @throws SdrError E_NO_WORKER, E_NO_TEMPORAL
 */
export const startMonitor = async (engine: Engine, settings: MonitorSettings): Promise<'begun' | 'changed'> => {
  await requireAnyWorker(engine);
  const { cluster, peer } = settings.pair;
  const options = scheduleOf(settings);
  try {
    return await engine.call(async () => {
      try {
        const handle = await engine.client.schedule.create({
          ...options,
          scheduleId: monitorScheduleId(cluster, peer),
        });
        // A schedule that is created with an immediate action lets this one overlap with all others.
        await handle.trigger(ScheduleOverlapPolicy.SKIP);
        return 'begun';
      } catch (error) {
        if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      }
      const handle = engine.client.schedule.getHandle(monitorScheduleId(cluster, peer));
      await handle.update((before) => ({ ...options, state: before.state }));
      const running = await runningOf(handle);
      if (running !== undefined) await engine.client.workflow.getHandle(running).signal(SIGNALS.settings, settings);
      return 'changed';
    });
  } catch (error) {
    throw fromEngine(error, pairName(cluster, peer));
  }
};

type MonitorSchedule = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

const scheduleOf = (settings: MonitorSettings): Pick<MonitorSchedule, 'spec' | 'action' | 'policies'> => ({
  spec: { intervals: [{ every: AGAIN }] },
  action: {
    type: 'startWorkflow',
    workflowType: MONITOR_TYPE,
    workflowId: monitorScheduleId(settings.pair.cluster, settings.pair.peer),
    taskQueue: SHARED_TASK_QUEUE,
    args: [settings],
    staticSummary: `monitor of ${relationshipOf({ settings })}`,
  },
  // The next one waits for the one that runs: nothing is watched twice, and hardly a moment is not watched.
  policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: AGAIN },
});

const runningOf = async (handle: ScheduleHandle): Promise<string | undefined> =>
  (await handle.describe()).info.runningActions.at(-1)?.workflow.workflowId;

/**
 * Ends the monitor of the relationship; its past runs stay to be looked at.
 * @throws SdrError E_NO_RUN when there is none
 */
export const stopMonitor = async (
  engine: Engine,
  [cluster, peer]: readonly [ClusterName, ClusterName],
): Promise<void> => {
  const handle = engine.client.schedule.getHandle(monitorScheduleId(cluster, peer));
  try {
    await engine.call(async () => {
      const running = await runningOf(handle);
      await handle.delete();
      // It changes nothing, so that nothing is to be put back.
      if (running !== undefined) await engine.client.workflow.getHandle(running).cancel();
    });
  } catch (error) {
    if (error instanceof ScheduleNotFoundError)
      throw new SdrError('E_NO_RUN', 'nothing monitors it', { cluster: pairName(cluster, peer) });
    throw fromEngine(error, pairName(cluster, peer));
  }
};

/** Every monitor of this project, or that of one relationship. */
export const viewMonitors = async (
  engine: Engine,
  only?: readonly [ClusterName, ClusterName],
): Promise<readonly MonitorView[]> => {
  const ids = only === undefined ? await monitorIds(engine) : [monitorScheduleId(...only)];
  const views = await Promise.all(ids.map((id) => viewMonitor(engine, id)));
  return views.filter((view) => view !== undefined);
};

const monitorIds = async ({ client, call }: Engine): Promise<readonly string[]> => {
  try {
    return await call(async () => {
      const ids: string[] = [];
      for await (const { scheduleId, action } of client.schedule.list())
        if (action?.workflowType === MONITOR_TYPE && scheduleId.startsWith('sdr:')) ids.push(scheduleId);
      return ids.toSorted();
    });
  } catch (error) {
    throw fromEngine(error);
  }
};

const viewMonitor = async (engine: Engine, scheduleId: string): Promise<MonitorView | undefined> => {
  const { client, call } = engine;
  try {
    const { action, state, info } = await call(() => client.schedule.getHandle(scheduleId).describe());
    const [settings] = action.args as readonly [MonitorSettings];
    const current = info.runningActions.at(-1)?.workflow.workflowId;
    const workflowId = current ?? info.recentActions.at(-1)?.action.workflow.workflowId;
    const where = relationshipOf({ settings });
    const seen =
      workflowId === undefined ? undefined : await see<MonitorState>(engine, { workflowId, memo: MEMO_MONITOR, where });
    return {
      scheduleId,
      paused: state.paused,
      settings,
      ...(workflowId !== undefined && { workflowId }),
      ...(seen && { state: seen.state }),
      running: seen?.source === 'run',
    };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw fromEngine(error);
  }
};

/** The list of all that runs, for the Web UI. */
export const MONITOR_LIST_QUERY = `${SEARCH_ATTRIBUTES.action} = "monitor" AND ExecutionStatus = "Running"`;
