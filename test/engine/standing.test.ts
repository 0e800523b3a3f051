import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Outcome, StartScope } from '../../activities/contract.js';
import type { QueryAnswer } from '../../domain/looks.js';
import { MEMO_RUN, clusterTaskQueue } from '../../domain/names.js';
import type { StartRequest } from '../../domain/start/request.js';
import type { Engine } from '../../engine/engine.js';
import type { RunState } from '../../domain/start/run-state.js';
import { viewOfNote } from '../../engine/runs.js';
import { startAction } from '../../engine/start.js';
import { startUnlessStanding } from '../../engine/standing.js';
import { done, failing, recordingActivities } from '../support/recording-activities.js';
import { startRequest } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

let temporal: TemporalForTests;
beforeAll(async () => (temporal = await temporalForTests()));
afterAll(() => temporal.environment.teardown());

interface Stage {
  readonly engine: Engine;
  readonly request: StartRequest;
  readonly calls: readonly string[];
}

/** @param published the cluster's status, look by look; the last one stays */
const play = async (
  published: readonly string[],
  story: (stage: Stage) => Promise<void>,
  overrides: Parameters<typeof recordingActivities>[0] = {},
): Promise<void> => {
  const request = startRequest('primary');
  const { activities, calls } = recordingActivities(overrides);
  const looks = [...published];
  const queryRelationship = (): Promise<QueryAnswer> => {
    const hadrClusterStat = (looks.length > 1 ? looks.shift() : looks[0]) ?? '';
    return Promise.resolve({ hadrClusterStat, hadrFailoverStat: '', hadrSwitchoverStat: '', rpo: '', rto: '' });
  };
  const { client } = temporal.environment;
  const closed = new AbortController().signal;
  const engine: Engine = { client, namespace: 'default', closed, call: (calls) => calls() };
  await withWorker(temporal, clusterTaskQueue(request.pair.cluster), { ...activities, queryRelationship }, () =>
    story({ engine, request, calls }),
  );
};

test('a start that ends well between the look and the asking answers for the relationship, and nothing is begun', async () => {
  await play(['full_backup', 'archive'], async ({ engine, request, calls }) => {
    const first = await startAction(engine, request);
    expect(await first.ended).toMatchObject({ phase: 'done', status: 'archive' });
    const made = [...calls];
    expect(await startUnlessStanding(engine, request)).toMatchObject({
      kind: 'stands',
      run: { runId: first.runId, state: { phase: 'done' } },
    });
    expect(calls).toEqual(made);
  });
});

test('a relationship that was dissolved since is started again', async () => {
  await play(['normal'], async ({ engine, request }) => {
    const first = await startAction(engine, request);
    await first.ended;
    const again = await startUnlessStanding(engine, request);
    if (again.kind === 'stands') throw new Error('it does not stand');
    expect(again.accepted.runId).not.toBe(first.runId);
    expect(await again.accepted.ended).toMatchObject({ phase: 'done' });
  });
});

test('a start that was refused since says nothing new, also where the store has not heard of its end', async () => {
  let stands = false;
  const openWorkspace = (scope: StartScope): Promise<Outcome> =>
    stands ? failing('E_ALREADY_RELATED')(scope) : Promise.resolve(done('openWorkspace'));
  await play(
    ['archive'],
    async ({ engine, request }) => {
      const first = await startAction(engine, request);
      await first.ended;
      stands = true;
      const needless = await startAction(engine, request);
      expect(await needless.ended).toMatchObject({ phase: 'failed', failure: { code: 'E_ALREADY_RELATED' } });
      const late = behind(engine, needless.runId);
      const memos: unknown[] = [];
      for await (const run of late.client.workflow.list()) if (run.runId === needless.runId) memos.push(run.memo);
      expect(memos).toEqual([{ [MEMO_RUN]: expect.objectContaining({ phase: 'running' }) }]);
      expect(await viewOfNote(late, request.pair.cluster)).toMatchObject({
        runId: first.runId,
        state: { phase: 'done' },
      });
    },
    { openWorkspace },
  );
});

/** The engine with a visibility store that has of one run only its beginning. */
const behind = (engine: Engine, runId: string): Engine => {
  const { workflow } = engine.client;
  const list: typeof workflow.list = (options) => {
    const found = workflow.list(options);
    const late = async function* () {
      for await (const run of found) yield run.runId === runId ? { ...run, memo: begun(run.memo?.[MEMO_RUN]) } : run;
    };
    return Object.assign(late(), { intoHistories: found.intoHistories.bind(found) });
  };
  return { ...engine, client: but(engine.client, { workflow: but(workflow, { list }) }) };
};

const begun = (memo: unknown): Record<string, unknown> => {
  const { failure: _, ...state } = memo as RunState;
  return { [MEMO_RUN]: { ...state, phase: 'running' } };
};

/** The same object, but for these of its properties. */
const but = <T extends object>(whole: T, changes: Partial<T>): T => Object.assign(Object.create(whole) as T, changes);
