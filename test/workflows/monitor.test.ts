import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/activity';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createMonitorActivities } from '../../activities/index.js';
import type { Notice } from '../../domain/monitor/notices.js';
import { MONITOR_DEFAULTS, type MonitorSettings } from '../../domain/monitor/settings.js';
import type { QueryAnswer } from '../../domain/looks.js';
import { SHARED_TASK_QUEUE, clusterTaskQueue } from '../../domain/names.js';
import type { Engine } from '../../engine/engine.js';
import { MONITOR_LIST_QUERY, startMonitor, stopMonitor, viewMonitors, type MonitorView } from '../../engine/monitor.js';
import { differencesFrom } from '../support/json-shapes.js';
import { pairFor } from '../support/start-request.js';
import { attributesOf, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

/** Clusters that answer what the test says, a real schedule, a real webhook. */
let temporal: TemporalForTests;
let engine: Engine;
/** A run is to be over after some rounds; on other servers after thousands of events. */
const EVENTS_OF_A_RUN = 150;
beforeAll(async () => {
  const setting = `limit.historyCount.suggestContinueAsNew=${EVENTS_OF_A_RUN}`;
  temporal = await temporalForTests(['--dynamic-config-value', setting]);
  const { client } = temporal.environment;
  engine = { client, namespace: 'default', closed: new AbortController().signal, call: (calls) => calls() };
});
afterAll(() => temporal.environment.teardown());

const settingsFor = (): MonitorSettings => ({
  ...MONITOR_DEFAULTS,
  pair: pairFor('primary'),
  hadrUser: 'hadr',
  everySeconds: 1,
  checkEverySeconds: 0,
});

type Says = () => Partial<QueryAnswer>;

const cluster = (says: Says) => ({
  queryRelationship: () =>
    Promise.resolve({
      hadrFailoverStat: '',
      hadrSwitchoverStat: '',
      rpo: '',
      rto: '',
      clusterState: 'Normal',
      ...says(),
    }),
});

/** Workers of both clusters and of the shared queue, while the work lasts. */
const serving = (
  { pair }: MonitorSettings,
  says: { readonly north: Says; readonly south: Says },
  url: string | undefined,
  work: () => Promise<void>,
): Promise<void> =>
  withWorker(temporal, SHARED_TASK_QUEUE, createMonitorActivities({ url }), () =>
    withWorker(temporal, clusterTaskQueue(pair.cluster), cluster(says.north), () =>
      withWorker(temporal, clusterTaskQueue(pair.peer), cluster(says.south), work),
    ),
  );

const seen = async ({ pair }: MonitorSettings, holds: (view: MonitorView) => boolean): Promise<MonitorView> => {
  for (;;) {
    const [view] = await viewMonitors(engine, [pair.cluster, pair.peer]);
    if (view !== undefined && holds(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const archive = (): Partial<QueryAnswer> => ({ hadrClusterStat: 'archive', rpo: '3', rto: '4' });
const recovery = (): Partial<QueryAnswer> => ({ hadrClusterStat: 'recovery' });

/** A webhook that takes what the test lets it take. */
const webhook = async () => {
  const taken: Notice[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (status === 200) taken.push(JSON.parse(body) as Notice);
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    answers: (code: number) => (status = code),
    close: () => server.close(),
  };
};

describe('a monitor', () => {
  test('keeps status, RPO and RTO where lists show them; looks at once when it is given other settings; ends when it is stopped', async () => {
    const settings = settingsFor();
    await serving(settings, { north: archive, south: recovery }, undefined, async () => {
      expect(await startMonitor(engine, settings)).toBe('begun');
      const { workflowId = '' } = await seen(settings, ({ state }) => state?.rpo.kind === 'measured');
      const description = await temporal.environment.client.workflow.getHandle(workflowId).describe();
      expect(attributesOf(description)).toMatchObject({
        SdrCluster: settings.pair.cluster,
        SdrPeer: settings.pair.peer,
        SdrAction: 'monitor',
        SdrStatus: 'archive',
        SdrPhase: 'quiet',
        SdrRpo: 3,
        SdrRto: 4,
      });
      const listed = temporal.environment.client.workflow.list({
        query: `${MONITOR_LIST_QUERY} AND SdrRpo < 60 AND SdrCluster = "${settings.pair.cluster}"`,
      });
      for await (const { workflowId: found } of listed) expect(found).toBe(workflowId);

      expect(await startMonitor(engine, { ...settings, rpoLimitSeconds: 2 })).toBe('changed');
      const alarmed = await seen(settings, ({ state }) => (state?.alarms.length ?? 0) > 0);
      expect(alarmed.state?.alarms).toMatchObject([{ kind: 'rpo', text: 'RPO is 3 s, more than 2 s' }]);
      expect(alarmed.workflowId).toBe(workflowId);
      expect(differencesFrom('Monitors', [alarmed])).toEqual([]);

      await stopMonitor(engine, [settings.pair.peer, settings.pair.cluster]);
      expect(await viewMonitors(engine, [settings.pair.cluster, settings.pair.peer])).toEqual([]);
      await expect(temporal.environment.client.workflow.getHandle(workflowId).result()).rejects.toThrow('cancelled');
      await expect(stopMonitor(engine, [settings.pair.cluster, settings.pair.peer])).rejects.toMatchObject({
        code: 'E_NO_RUN',
      });
    });
  });

  test('tells a webhook what has changed, and tells it again when it was away', async () => {
    const settings = settingsFor();
    const hook = await webhook();
    let south = 'recovery';
    const says = { north: archive, south: () => ({ hadrClusterStat: south }) };
    await serving(settings, says, hook.url, async () => {
      await startMonitor(engine, settings);
      await seen(settings, ({ state }) => state?.rpo.kind === 'measured');
      hook.answers(503);
      south = 'recovery_fail';
      await seen(settings, ({ state }) => state?.undelivered.length === 1);
      hook.answers(200);
      await seen(settings, ({ state }) => state?.alarms.length === 1 && state.undelivered.length === 0);
      south = 'recovery';
      await seen(settings, ({ state }) => state?.alarms.length === 0 && state.undelivered.length === 0);
      expect(hook.taken.flatMap((notice) => differencesFrom('Notice', notice))).toEqual([]);
      expect(hook.taken.map(({ event, alarm }) => [event, alarm.kind, alarm.about])).toEqual([
        ['raised', 'recovery_fail', settings.pair.peer],
        ['cleared', 'recovery_fail', settings.pair.peer],
      ]);
      await stopMonitor(engine, [settings.pair.cluster, settings.pair.peer]);
    });
    hook.close();
  });

  test('says of a cluster that does not answer since when it is unknown, and why', async () => {
    const settings = settingsFor();
    let away = false;
    const north: Says = () => {
      if (away) throw ApplicationFailure.create({ type: 'E_NODE_UNREACHABLE', message: 'nobody', nonRetryable: true });
      return archive();
    };
    await serving(settings, { north, south: recovery }, undefined, async () => {
      await startMonitor(engine, settings);
      await seen(settings, ({ state }) => state?.rpo.kind === 'measured');
      away = true;
      const { state, workflowId = '' } = await seen(settings, (view) => view.state?.alarms.length === 1);
      expect(state).toMatchObject({
        watched: [{ seen: { kind: 'silent', code: 'E_NODE_UNREACHABLE', before: 'archive' } }, {}],
        rpo: { kind: 'unknown' },
        alarms: [{ kind: 'no_answer', about: settings.pair.cluster }],
      });
      const values = attributesOf(await temporal.environment.client.workflow.getHandle(workflowId).describe());
      expect(values).toMatchObject({
        SdrStatus: expect.stringMatching(/^unknown since 20/),
        SdrRpo: -1,
        SdrPhase: 'alarm',
      });
      await stopMonitor(engine, [settings.pair.cluster, settings.pair.peer]);
    });
  });

  test('goes on in its next run with what it knew: an alarm that still holds is not told again', async () => {
    const settings = { ...settingsFor(), everySeconds: 0.1 };
    const hook = await webhook();
    const says = { north: archive, south: () => ({ hadrClusterStat: 'recovery_fail' }) };
    await serving(settings, says, hook.url, async () => {
      await startMonitor(engine, settings);
      const { workflowId: first = '', state } = await seen(settings, (view) => view.state?.alarms.length === 1);
      const { client } = temporal.environment;
      await client.workflow.getHandle(first).result();
      await client.schedule
        .getHandle((await seen(settings, () => true)).scheduleId)
        .trigger(ScheduleOverlapPolicy.BUFFER_ONE);
      const next = await seen(
        settings,
        (view) => view.workflowId !== first && view.running && view.state?.at !== undefined,
      );
      expect(next.state?.alarms.map(({ since }) => since)).toEqual(state?.alarms.map(({ since }) => since));
      expect(hook.taken).toHaveLength(1);
      await stopMonitor(engine, [settings.pair.cluster, settings.pair.peer]);
    });
    hook.close();
  });
});
