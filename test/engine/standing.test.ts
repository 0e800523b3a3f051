import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { QueryAnswer } from '../../domain/looks.js';
import { clusterTaskQueue } from '../../domain/names.js';
import type { StartRequest } from '../../domain/start/request.js';
import type { Engine } from '../../engine/engine.js';
import { startAction } from '../../engine/start.js';
import { startUnlessStanding } from '../../engine/standing.js';
import { recordingActivities } from '../support/recording-activities.js';
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
const play = async (published: readonly string[], story: (stage: Stage) => Promise<void>): Promise<void> => {
  const request = startRequest('primary');
  const { activities, calls } = recordingActivities();
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
