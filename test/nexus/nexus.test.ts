import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '@temporalio/client';
import { Worker, bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createBothActivities } from '../../activities/index.js';
import type { BothRequest } from '../../domain/both/request.js';
import { checkRequestOf, type CheckRequest } from '../../domain/check/request.js';
import { seen } from '../../domain/check/seen.js';
import { SHARED_TASK_QUEUE, clusterTaskQueue } from '../../domain/names.js';
import { findTemporalProgram } from '../../lab/temporal/find-program.js';
import { createNexusService } from '../../nexus/handlers/index.js';
import { pairRequest } from '../support/both-request.js';
import { healthyFacts, withNode } from '../support/check-facts.js';
import { failing, held, recordingActivities } from '../support/recording-activities.js';
import { quiet, temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';
import type * as callers from './caller.js';

/** The operations, called from a workflow in another namespace, on mocked activities. */
const CALLERS = 'runbooks';

let temporal: TemporalForTests;
let calling: Client;
let callerBundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  [temporal, callerBundle] = await Promise.all([
    temporalForTests(['--namespace', CALLERS]),
    bundleWorkflowCode({ workflowsPath: fileURLToPath(new URL('caller.ts', import.meta.url)), logger: quiet }),
  ]);
  const { address, nativeConnection } = temporal.environment;
  calling = new Client({ connection: nativeConnection, namespace: CALLERS });
  const [program = '', ...words] = documentedCommand();
  expect(program).toBe('temporal');
  await execa(await findTemporalProgram(), [...words, '--address', address], { cleanup: false });
});
afterAll(() => temporal.environment.teardown());

/** How docs/embedding.md has an administrator create the endpoint. */
const documentedCommand = (): readonly string[] => {
  const page = readFileSync(new URL('../../docs/embedding.md', import.meta.url), 'utf8');
  return (/^temporal operator nexus endpoint create .*$/m.exec(page)?.[0] ?? '').split(' ');
};

type Overrides = NonNullable<Parameters<typeof recordingActivities>[0]>;

const looksOf = (status: string) => ({
  queryRelationship: () => Promise.resolve({ hadrClusterStat: status, rpo: '0', rto: '1' }),
  gatherFacts: ({ pair, role }: CheckRequest) =>
    Promise.resolve({ ...withNode(healthyFacts(role), { upgradeFiles: seen(['step']) }), pair }),
});

/** As `sdr worker --nexus` of both clusters, and the callers' own worker. */
const serving = async (request: BothRequest, overrides: Overrides, work: () => Promise<void>): Promise<void> => {
  const side = (cluster: string, status: string, inner: () => Promise<void>): Promise<void> =>
    withWorker(temporal, cluster, { ...recordingActivities(overrides).activities, ...looksOf(status) }, () => inner());
  const [north, south] = [request.primary, request.standby].map(({ pair }) => clusterTaskQueue(pair.cluster));
  const own = await Worker.create({
    connection: temporal.environment.nativeConnection,
    namespace: CALLERS,
    taskQueue: CALLERS,
    workflowBundle: callerBundle,
  });
  const more = { nexusServices: [createNexusService()] };
  await withWorker(
    temporal,
    SHARED_TASK_QUEUE,
    createBothActivities(),
    () => side(north!, 'archive', () => side(south!, 'recovery', () => own.runUntil(work))),
    more,
  );
};

let calls = 0;
const begin = <Name extends keyof typeof callers>(name: Name, input: Parameters<(typeof callers)[Name]>[0]) =>
  calling.workflow.start<(input: unknown) => ReturnType<(typeof callers)[Name]>>(name, {
    workflowId: `${name}-${++calls}`,
    taskQueue: CALLERS,
    args: [input],
  });
const call = async <Name extends keyof typeof callers>(name: Name, input: Parameters<(typeof callers)[Name]>[0]) =>
  (await begin(name, input)).result();

test('both clusters are checked, started, asked and looked at from another namespace', async () => {
  const request = pairRequest();
  const { cluster, peer } = request.primary.pair;
  await serving(request, {}, async () => {
    expect(await call('callStatus', { cluster, peer })).toEqual({ kind: 'answer', answer: { kind: 'none' } });
    expect(await call('callCheck', checkRequestOf(request))).toMatchObject({
      kind: 'answer',
      answer: { sides: [{ role: 'primary' }, { role: 'disaster_standby' }] },
    });
    expect(await call('callStart', request)).toMatchObject({
      kind: 'answer',
      answer: {
        phase: 'done',
        sides: { primary: { report: { status: 'archive' } }, disaster_standby: { report: { status: 'recovery' } } },
      },
    });
    expect(await call('callQuery', { pair: request.primary.pair })).toMatchObject({ answer: { rpo: '0', rto: '1' } });
    expect(await call('callStatus', { cluster, peer })).toMatchObject({
      answer: { both: { state: { phase: 'done' } } },
    });
    expect(await call('callStatus', { cluster })).toMatchObject({ answer: { run: { state: { phase: 'done' } } } });
  });
});

test('a start that is under way is joined, and all who joined it hear its end, an abort too', async () => {
  const request = pairRequest();
  const { cluster, peer } = request.primary.pair;
  const wait = held('waitForMainStandby');
  await serving(request, { waitForMainStandby: wait.activity }, async () => {
    const joined = [await begin('callStart', request), await begin('callStart', request)];
    await wait.began;
    const abort = await call('callAbort', { cluster, peer, by: 'ann', reason: 'wrong day' });
    expect(abort).toMatchObject({ kind: 'answer', answer: { workflowId: `sdr:${cluster}~${peer}` } });
    for (const end of joined) {
      expect(await end.result()).toMatchObject({ answer: { phase: 'aborted', abort: { by: 'ann' } } });
    }
  });
});

describe('what is refused or fails has the code of the catalogue', () => {
  test('a start that failed, with the state it ended in', async () => {
    const request = pairRequest({ onFailure: 'fail' });
    await serving(request, { checkHadrUser: failing('E_HADR_LOGIN') }, async () => {
      expect(await call('callStart', request)).toMatchObject({
        kind: 'failure',
        failure: { code: 'E_HADR_LOGIN', retry: 'never', details: [{ phase: 'failed' }] },
      });
    });
  });

  test('a start in the other direction while one is under way, and an abort of nothing', async () => {
    const request = pairRequest();
    const { cluster, peer } = request.primary.pair;
    const wait = held('waitForMainStandby');
    await serving(request, { waitForMainStandby: wait.activity }, async () => {
      expect(await call('callAbort', { cluster })).toMatchObject({ failure: { code: 'E_NO_RUN' } });
      const started = await begin('callStart', request);
      await wait.began;
      const swapped = { ...request, primary: { ...request.primary, role: 'disaster_standby' as const } };
      expect(await call('callStart', swapped)).toMatchObject({ failure: { code: 'E_OTHER_START' } });
      await call('callAbort', { cluster, peer });
      await started.result();
    });
  });

  test('a cluster that nobody works for', async () => {
    const [request, other] = [pairRequest(), pairRequest()];
    await serving(request, {}, async () => {
      expect(await call('callQuery', { pair: other.primary.pair })).toMatchObject({ failure: { code: 'E_NO_WORKER' } });
    });
  });
});
