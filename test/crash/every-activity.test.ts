import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { ROLES } from '../../domain/roles.js';
import type { StartRequest } from '../../domain/start/request.js';
import type { RunState } from '../../domain/start/run-state.js';
import { abortUpdate, pauseUpdate, resumeUpdate, startUpdate, stateQuery } from '../../workflows/messages.js';
import { recordingActivities } from '../support/recording-activities.js';
import { plainStart, refusal, sdrStart } from '../support/start-client.js';
import { startRequest } from '../support/start-request.js';
import { ownTaskQueue, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import { vanishingActivities, type Act } from './activity-crash.js';
import { comparable } from './comparable.js';

/**
 * The worker dies inside each activity of a start, of both roles. The workflows go on in another one without any memory; while
 * the activity is under way again, an operator speaks. Every other activity has its turn; SDR_CRASH_POINTS=all: each.
 */
let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

const MEANWHILE = ['nothing', 'start', 'abort', 'pause', 'cancel'] as const;

interface Point {
  readonly role: StartRequest['role'];
  /** Which of the run's activities, from 1. */
  readonly at: number;
  readonly meanwhile: (typeof MEANWHILE)[number];
  readonly request: StartRequest;
}

interface Calm {
  readonly state: RunState;
  readonly calls: readonly string[];
}

const withoutFault = async (role: StartRequest['role']): Promise<Calm> => {
  const { activities, calls } = recordingActivities();
  const taskQueue = ownTaskQueue();
  const state = await withWorker(temporal, taskQueue, activities, () =>
    sdrStart(temporal.environment.client, taskQueue, startRequest(role)),
  );
  return { state, calls };
};

/** @param without parts that the other role's start dies in already */
const pointsOf = (role: StartRequest['role'], { calls }: Calm, without: ReadonlySet<string>): readonly Point[] =>
  calls
    .map((_, index) => ({
      role,
      at: index + 1,
      meanwhile: MEANWHILE[(index + ROLES.indexOf(role)) % MEANWHILE.length]!,
      request: startRequest(role),
    }))
    .filter(({ at }) => !without.has(calls[at - 1]!));

const ACCEPTED = { waitForStage: 'ACCEPTED' } as const;

/** What the operator does while the activity is under way again. @returns what is left to do when it has ended */
const speak = async (run: WorkflowHandle, { meanwhile, request }: Point): Promise<() => Promise<unknown>> => {
  switch (meanwhile) {
    case 'nothing':
      break;
    case 'start':
      await run.startUpdate(startUpdate, { args: [request], ...ACCEPTED });
      break;
    case 'abort':
      await run.startUpdate(abortUpdate, { args: [{}], ...ACCEPTED }).catch(refusedFor('E_ALREADY_RELATED'));
      break;
    case 'cancel':
      await run.cancel();
      break;
    case 'pause':
      await run.executeUpdate(pauseUpdate, { args: [{}] });
      // Behind the last part there is nothing to halt before.
      return () => run.executeUpdate(resumeUpdate, { args: [{}] }).catch(() => undefined);
  }
  return () => Promise.resolve();
};

const refusedFor = (code: string) => async (error: unknown) => {
  expect(await refusal(Promise.reject(error as Error))).toMatchObject({ code });
};

interface Survived extends Point {
  readonly state: RunState;
  readonly acts: readonly Act[];
}

const survive = async (points: readonly Point[]): Promise<readonly Survived[]> => {
  const { client } = temporal.environment;
  const taskQueue = ownTaskQueue();
  const crash = vanishingActivities(new Map(points.map(({ request, at }) => [request.pair.cluster, at])));
  return withWorker({ environment: temporal.environment }, taskQueue, crash.activities, async () => {
    const runs = await withWorker(temporal, taskQueue, {}, async () => {
      const begun = await Promise.all(points.map(({ request }) => plainStart(client, taskQueue, request)));
      await crash.allVanished();
      return begun;
    });
    const goOn = async (point: Point, run: WorkflowHandle): Promise<Survived> => {
      const { cluster } = point.request.pair;
      await crash.takenOver(cluster);
      const then = await speak(run, point);
      crash.letGo(cluster);
      await then();
      await run.result().catch(() => undefined);
      return { ...point, state: await run.query(stateQuery), acts: crash.acts(cluster) };
    };
    return withWorker(temporal, taskQueue, {}, () =>
      Promise.all(points.map((point, index) => goOn(point, runs[index]!))),
    );
  });
};

/** Which of the cascades is first is chance. */
const inOrder = (calls: readonly string[]): readonly string[] =>
  calls.map((name) => name.replace(/^(buildCascadeStandby) .*/, '$1'));

const firstAttempts = (acts: readonly Act[]): readonly string[] =>
  inOrder(acts.filter(({ attempt }) => attempt === 1).map(({ name }) => name));

/** More runs than this at once, and a small server does not keep up with what all of them want when their worker is back. */
const AT_ONCE = 12;

describe('the worker dies in every other activity', () => {
  const calm = new Map<string, Calm>();
  const survived: Survived[] = [];
  beforeAll(async () => {
    for (const role of ROLES) calm.set(role, await withoutFault(role));
    const [primary, standby] = ROLES.map((role) => calm.get(role)!);
    const points = [
      ...pointsOf('disaster_standby', standby!, new Set()),
      ...pointsOf('primary', primary!, new Set(standby!.calls)),
    ];
    const chosen = process.env['SDR_CRASH_POINTS'] === 'all' ? points : points.filter((_, n) => n % 2 === 0);
    for (let n = 0; n < chosen.length; n += AT_ONCE) survived.push(...(await survive(chosen.slice(n, n + AT_ONCE))));
  }, 600_000);
  const among = (...kinds: readonly Point['meanwhile'][]): readonly Survived[] =>
    survived.filter(({ meanwhile }) => kinds.includes(meanwhile));

  test('only that one is begun again', () => {
    for (const { role, at, acts } of survived)
      expect(inOrder(acts.filter(({ attempt }) => attempt > 1).map(({ name }) => name))).toEqual(
        inOrder([calm.get(role)!.calls[at - 1]!]),
      );
  });

  test('the start ends as one without a fault, also when it is asked for again or halted meanwhile', () => {
    for (const { role, state, acts } of among('nothing', 'start', 'pause')) {
      const { said: _, pause: __, ...end } = state;
      const { said: ___, ...wanted } = calm.get(role)!.state;
      expect(firstAttempts(acts)).toEqual(inOrder(calm.get(role)!.calls));
      expect(comparable({ ...end, said: [] })).toEqual(comparable({ ...wanted, said: [] }));
    }
  });

  test('an abort asked for meanwhile puts back and unlocks, until the relationship stands', () => {
    for (const { role, at, state, acts } of among('abort', 'cancel')) {
      const { calls } = calm.get(role)!;
      const where = `${role} ${calls[at - 1]!}`;
      // From then on there is nothing to abort.
      const standing = calls.findIndex((call) => /^publishStatus (archive|recovery)$/.test(call)) + 1;
      if (at >= standing) expect([where, state.phase, firstAttempts(acts)]).toEqual([where, 'done', inOrder(calls)]);
      else {
        expect([where, state.phase, state.status]).toEqual([
          where,
          'aborted',
          state.facts.erased ? 'restore_fail' : 'normal',
        ]);
        const undone = firstAttempts(acts).slice(at);
        if (at > 1)
          expect([where, undone.at(-1)]).toEqual([where, state.facts.erased ? 'closeWorkspace' : 'dropWorkspace']);
      }
    }
  });
});
