import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ERRORS,
  SdrError,
  abortRun,
  askRelationship,
  checkBoth,
  checkCluster,
  clusterName,
  connectEngine,
  findingsOf,
  listRuns,
  lookOver,
  planStart,
  readConfiguration,
  retryRun,
  startAction,
  startRequest,
  viewRun,
  watchRun,
  type CheckRequest,
  type ClusterPair,
  type OwnEngine,
  type Overview,
  type Plan,
  type QueryAnswer,
  type RunView,
  type StartRequest,
} from 'durable-sdr/client';
import { expectTypeOf } from 'expect-type';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seen } from '../../domain/check/seen.js';
import { healthyFacts, withNode } from '../support/check-facts.js';
import { jsonOf } from '../support/configuration-file.js';
import { done, failing, recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

/** The built package by its own name, as another program imports it, on mocked activities. */
let temporal: TemporalForTests;
let engine: OwnEngine;
beforeAll(async () => {
  temporal = await temporalForTests();
  engine = await connectEngine({ address: temporal.environment.address });
});
afterAll(async () => {
  await engine.close();
  await temporal.environment.teardown();
});

const answer: QueryAnswer = {
  hadrClusterStat: 'archive',
  hadrFailoverStat: '',
  hadrSwitchoverStat: '',
  rpo: '0',
  rto: '1',
};
const overview: Overview = { databases: [{ name: 'bank', bytes: 7 }], sessions: [] };
const plan = (pair: ClusterPair): Plan => ({
  hash: 'abc',
  cluster: pair.cluster,
  peer: pair.peer,
  role: 'primary',
  hadrUser: 'hadr',
  entry: 1,
  recorded: 0,
  steps: [],
});
const gatherFacts = ({ pair, role }: CheckRequest) =>
  Promise.resolve({ ...withNode(healthyFacts(role), { upgradeFiles: seen(['step']) }), pair });
const looks = {
  gatherFacts,
  planStart: (request: StartRequest) => Promise.resolve(plan(request.pair)),
  queryRelationship: () => Promise.resolve(answer),
  lookOver: () => Promise.resolve(overview),
};

type Overrides = Parameters<typeof recordingActivities>[0];

const working = (pair: ClusterPair, work: () => Promise<void>, overrides: Overrides = {}): Promise<void> =>
  withWorker(temporal, `sdr-${pair.cluster}`, { ...recordingActivities(overrides).activities, ...looks }, work);

/** As somebody has it who wrote no code of ours: from a file. */
const configured = async (role: 'primary' | 'disaster_standby'): Promise<ClusterPair> => {
  const directory = await mkdtemp(join(tmpdir(), 'sdr-library-'));
  const json = join(directory, 'cluster.json');
  await writeFile(json, jsonOf(pairFor(role)));
  const pair = await readConfiguration({ json });
  await rm(directory, { recursive: true });
  return pair;
};

test('a start is asked for, watched, and told to its end', async () => {
  const pair = await configured('primary');
  await working(pair, async () => {
    const { workflowId, runId, ended } = await startAction(engine, startRequest(pair, 'primary', { by: 'a runbook' }));
    expect(workflowId).toBe(`sdr:${pair.cluster}`);
    const views: RunView[] = [];
    for await (const view of watchRun(engine, pair.cluster)) views.push(view);
    expect(views.at(-1)?.state.phase).toBe('done');
    expect(await ended).toMatchObject({ status: 'archive', phase: 'done', request: { by: 'a runbook' } });
    expect(await viewRun(engine, pair.cluster)).toMatchObject({ runId, execution: 'COMPLETED', source: 'memo' });
    expect((await listRuns(engine)).map((view) => view.workflowId)).toContain(workflowId);
  });
});

test('a start is planned, by two at once, and held to the plan', async () => {
  const pair = await configured('primary');
  await working(pair, async () => {
    const request = startRequest(pair, 'primary');
    const plans = await Promise.all([planStart(engine, request), planStart(engine, request)]);
    expect(plans).toEqual([plan(pair), plan(pair)]);
    const { ended } = await startAction(engine, { ...request, plan: 'abc' });
    const { phase, steps } = await ended;
    expect([phase, steps[0]?.parts[0]?.part]).toEqual(['done', 'comparePlan']);
  });
});

test('a start of the disaster standby wants to be told whose data may go', async () => {
  const pair = await configured('disaster_standby');
  await working(pair, async () => {
    const { databases } = await lookOver(engine, { pair });
    expect(databases).toEqual([{ name: 'bank', bytes: 7 }]);
    const overwrite = { confirmed: pair.cluster, despiteSessions: false };
    const { ended } = await startAction(engine, startRequest(pair, 'disaster_standby', { overwrite }));
    expect(await ended).toMatchObject({ status: 'recovery', phase: 'done' });
  });
});

test('a parked start goes on when told so, and ends when aborted', async () => {
  const pair = await configured('primary');
  let broken = true;
  const overrides: Overrides = {
    keepWal: (scope) =>
      broken ? failing('E_COMMAND_FAILED', 'gs_guc said no')(scope) : Promise.resolve(done('keepWal')),
    waitForMainStandby: failing('E_MAIN_STANDBY_TIMEOUT', 'nobody came'),
  };
  await working(
    pair,
    async () => {
      const parked = await (await startAction(engine, startRequest(pair, 'primary'))).ended;
      expect(parked).toMatchObject({ phase: 'parked', recorded: 3, failure: { code: 'E_COMMAND_FAILED' } });
      broken = false;
      const further = await (await retryRun(engine, pair.cluster, { by: 'me' })).ended;
      expect(further).toMatchObject({ phase: 'parked', recorded: 7, entry: 2, status: 'backup_fail' });
      const aborted = await (await abortRun(engine, pair.cluster, { reason: 'not today' })).ended;
      expect(aborted).toMatchObject({ phase: 'aborted', status: 'normal', abort: { reason: 'not today' } });
    },
    overrides,
  );
});

test('the relationship is asked for its status, RPO and RTO', async () => {
  const pair = await configured('primary');
  await working(pair, async () => {
    expect(await askRelationship(engine, { pair })).toEqual(answer);
  });
});

describe('a cluster is checked before its start', () => {
  const requestOf = async (role: CheckRequest['role']): Promise<CheckRequest> => ({
    pair: await configured(role),
    role,
    hadrUser: 'hadr',
  });

  test('what is wrong is in the report, by the names of docs/checks.md', async () => {
    const request = await requestOf('primary');
    await working(request.pair, async () => {
      const report = await checkCluster(engine, request);
      expect(report.sides).toEqual([{ cluster: request.pair.cluster, role: 'primary' }]);
      expect(findingsOf(report, 'error')).toEqual([expect.objectContaining({ id: 'no-upgrade', kind: 'finding' })]);
    });
  });

  test('two who ask for different roles at once get each their own answer', async () => {
    const request = await requestOf('primary');
    await working(request.pair, async () => {
      const [one, other] = await Promise.all([
        checkCluster(engine, request),
        checkCluster(engine, { ...request, role: 'disaster_standby' }),
      ]);
      expect([one, other].map(({ sides }) => sides[0]?.role)).toEqual(['primary', 'disaster_standby']);
    });
  });

  test('of both sides, one that nobody works for is a finding and hides nothing of the other', async () => {
    const [primary, standby] = [await requestOf('primary'), await requestOf('disaster_standby')];
    await working(primary.pair, async () => {
      const report = await checkBoth(engine, { primary, standby });
      const found = findingsOf(report, 'error').map(({ cluster, id }) => `${cluster ?? 'both'} ${id}`);
      expect(found).toContain(`${primary.pair.cluster} no-upgrade`);
      expect(found).toContain(`${standby.pair.cluster} nodes-answer`);
    });
    const neither = checkBoth(engine, { primary: await requestOf('primary'), standby });
    await expect(neither).rejects.toMatchObject({ code: 'E_NO_WORKER' });
  });
});

describe('every failure is an SdrError with a code of the catalogue', () => {
  const codeOf = async (promise: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await promise.then(
      () => 'no failure',
      (reason: unknown) => reason,
    );
    return error instanceof SdrError ? { code: error.code, retry: error.retry } : error;
  };

  test('of the configuration', async () => {
    expect(await codeOf(readConfiguration({ xml: '/nowhere' }))).toEqual({ code: 'E_FILE_UNREADABLE', retry: 'never' });
  });

  test('of the Temporal Service', async () => {
    const error = await codeOf(connectEngine({ address: '127.0.0.1:1' }));
    expect(error).toEqual({ code: 'E_NO_TEMPORAL', retry: 'later' });
  });

  test('of a cluster without a worker, or without a run', async () => {
    const pair = await configured('primary');
    const error = await codeOf(startAction(engine, startRequest(pair, 'primary')));
    expect(error).toEqual({ code: 'E_NO_WORKER', retry: ERRORS.E_NO_WORKER.retry });
    expect(await codeOf(abortRun(engine, pair.cluster))).toEqual({ code: 'E_NO_RUN', retry: 'never' });
    expect(await viewRun(engine, pair.cluster)).toBeUndefined();
  });

  test('of a run', async () => {
    const pair = await configured('primary');
    await working(
      pair,
      async () => {
        const refused = await (await startAction(engine, startRequest(pair, 'primary'))).ended;
        expect(refused).toMatchObject({ phase: 'failed', failure: { code: 'E_HADR_LOGIN' } });
      },
      { checkHadrUser: failing('E_HADR_LOGIN') },
    );
  });
});

test('what the package declares is what it gives', () => {
  expectTypeOf(clusterName('north')).toEqualTypeOf<ClusterPair['cluster'] | undefined>();
  expectTypeOf<Awaited<ReturnType<typeof askRelationship>>>().toEqualTypeOf<QueryAnswer>();
  // @ts-expect-error a name nobody has checked
  const unchecked = (): unknown => viewRun(engine, 'north');
  expect(unchecked).toBeInstanceOf(Function);
});
