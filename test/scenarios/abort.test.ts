import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { KEY_FILES } from '../../cluster/hadr-keys.js';
import { clusterTaskQueue } from '../../domain/names.js';
import type { Role } from '../../domain/roles.js';
import { isEnd, type RunState } from '../../domain/start/run-state.js';
import { START_STEPS, concerns, type StepId } from '../../domain/start/steps.js';
import type { LabClusterName, LabNode } from '../../lab/index.js';
import { argumentsOfProcess, signalAll } from '../../lab/proc.js';
import { processesOf } from '../../lab/processes.js';
import { stateQuery } from '../../workflows/messages.js';
import { isTool } from '../crash/lab/crew.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';
import { openScenario, type Scenario } from '../support/scenario.js';
import { plainStart, sdrAbort } from '../support/start-client.js';
import { named } from '../support/start-request.js';

/** A start is aborted in each of its steps; what is left is compared with what was there before, without comments and order. */
let scenario: Scenario;
let untouched: Fingerprint;
/** The disaster standby's. */
let worker: ChildProcess;
beforeAll(async () => {
  scenario = await openScenario('abort', 4 * 1024 * 1024);
  untouched = await fingerprint(scenario.lab);
  await scenario.lab.snapshot('before');
  [, worker] = await Promise.all([scenario.worker('north'), scenario.worker('south')]);
});
afterAll(() => scenario.close());

const begin = (cluster: LabClusterName): Promise<WorkflowHandle> =>
  plainStart(
    scenario.temporal.environment.client,
    clusterTaskQueue(named(cluster)),
    scenario.request(cluster, { timeOutSeconds: 600 }),
  );

const reached = async (run: WorkflowHandle, holds: (state: RunState) => boolean): Promise<void> => {
  for (let state = await run.query(stateQuery); !holds(state); state = await run.query(stateQuery)) {
    if (isEnd(state.phase)) throw new Error(`it ended ${state.phase}: ${state.failure?.message ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const inStep =
  (id: StepId) =>
  ({ steps }: RunState): boolean =>
    steps.some((step) => step.id === id && step.startedAt !== undefined);
const recorded =
  (step: number) =>
  (state: RunState): boolean =>
    state.recorded >= step;

const calls = (verb: string): number =>
  scenario.lab.calls().filter(({ tool, argv }) => tool === 'cm_ctl' && argv[0] === verb).length;

const abortedIn = async (cluster: LabClusterName, id: StepId): Promise<RunState> => {
  const run = await begin(cluster);
  await reached(run, inStep(id));
  const state = await sdrAbort(run, { by: 'ann', reason: `enough, in ${id}` });
  await run.result();
  return state;
};

const ofCluster = (cluster: LabClusterName, ...endings: readonly string[]): Fingerprint =>
  select(untouched, cluster, endings);
const select = (all: Fingerprint, cluster: LabClusterName, endings: readonly string[]): Fingerprint =>
  Object.fromEntries(
    Object.entries(all).filter(
      ([place]) => place.startsWith(cluster) && (endings.length === 0 || endings.some((end) => place.endsWith(end))),
    ),
  );

/** Steps of the role until the first that erases, or that ends the start. */
const stepsUntil = (role: Role, last: StepId): readonly [string, StepId][] =>
  START_STEPS.slice(0, START_STEPS.findIndex(({ id }) => id === last) + 1)
    .filter((step) => concerns(step, role))
    .map(({ id, number, title }) => [`${number === null ? '' : `step ${number}, `}${title}`, id]);

describe('the primary side aborted in', () => {
  test.each(stepsUntil('primary', 'start_cluster'))('%s: everything is as it was before', async (_, id) => {
    expect(await abortedIn('north', id)).toMatchObject({ phase: 'aborted', status: 'normal', abort: { by: 'ann' } });
    expect(await fingerprint(scenario.lab, ['north'])).toEqual(ofCluster('north'));
  });
});

/** The hadr keys' files on nodes. */
const keysOf = (nodes: readonly LabNode[]): readonly string[] =>
  nodes.flatMap(({ gaussHome }) => KEY_FILES.map((name) => join(gaussHome, 'bin', name)));

/** As the OS user whose directory it is would write it. */
const writeOwn = (file: string, content: string): void => {
  const { uid, gid } = statSync(dirname(file));
  writeFileSync(file, content, { mode: 0o600 });
  chownSync(file, uid, gid);
};

test('the primary side aborted where its first node had half a pair of hadr keys: it has that half again, and no more', async () => {
  const [cipher, rand] = keysOf(scenario.lab.clusters.north.nodes.slice(0, 1));
  writeOwn(rand!, 'half a pair');
  const run = await begin('north');
  await reached(run, recorded(2));
  expect(readFileSync(rand!, 'utf8')).not.toBe('half a pair');
  expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'normal' });
  await run.result();
  expect([existsSync(cipher!), readFileSync(rand!, 'utf8')]).toEqual([false, 'half a pair']);
  rmSync(rand!);
  expect(await fingerprint(scenario.lab, ['north'])).toEqual(ofCluster('north'));
});

describe('the standby side aborted in', () => {
  beforeAll(async () => reached(await begin('north'), recorded(3)));

  test.each(stepsUntil('disaster_standby', 'set_cm_mode'))('%s: everything is as it was before', async (_, id) => {
    expect(await abortedIn('south', id)).toMatchObject({ phase: 'aborted', status: 'normal' });
    expect(await fingerprint(scenario.lab, ['south'])).toEqual(ofCluster('south'));
  });

  const southern = (...indices: readonly number[]) => indices.map((index) => scenario.lab.clusters.south.nodes[index]!);
  const contentsOf = (files: readonly string[]) => files.map((file) => readFileSync(file, 'utf8'));

  test('step 3, where its nodes had hadr keys of their own: they have them again', async () => {
    const files = keysOf(southern(0, 1, 2));
    for (const file of files) writeOwn(file, `what ${file} was`);
    const own = contentsOf(files);
    const run = await begin('south');
    await reached(run, recorded(3));
    expect(contentsOf(files)).not.toContain(own[0]);
    expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'normal' });
    await run.result();
    expect(contentsOf(files)).toEqual(own);
    for (const file of files) rmSync(file);
    expect(await fingerprint(scenario.lab, ['south'])).toEqual(ofCluster('south'));
  });

  test('step 3, while one of its nodes does not take the hadr keys: none stays on the others', async () => {
    const [barred, ...others] = southern(2, 0, 1);
    const bin = join(barred!.gaussHome, 'bin');
    chmodSync(bin, 0o555);
    try {
      const run = await begin('south');
      while (!keysOf(others).every(existsSync)) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'normal' });
      await run.result();
    } finally {
      chmodSync(bin, 0o755);
    }
    expect(await fingerprint(scenario.lab, ['south'])).toEqual(ofCluster('south'));
  });

  const abortingAfterStep5 = async (): Promise<{ run: WorkflowHandle; aborted: Promise<RunState> }> => {
    const run = await begin('south');
    await reached(run, recorded(5));
    scenario.lab.clearCalls();
    return { run, aborted: sdrAbort(run) };
  };

  test('step 6, and its worker dies as the cluster is stopped to be started for good: another one ends it', async () => {
    const { run, aborted } = await abortingAfterStep5();
    while (calls('start') === 0 || calls('stop') === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const gone = once(worker, 'exit');
    worker.kill('SIGKILL');
    await gone;
    worker = await scenario.worker('south');
    expect(await aborted).toMatchObject({ phase: 'aborted', status: 'normal' });
    await run.result();
    expect(await fingerprint(scenario.lab, ['south'])).toEqual(ofCluster('south'));
  });

  test('step 6, and the command that starts it for good is killed: the abort says so, and asked again it gives it once more', async () => {
    const { run, aborted } = await abortingAfterStep5();
    const starting = (): readonly number[] =>
      processesOf(scenario.lab.topology).filter((pid) => {
        const argv = argumentsOfProcess(pid);
        return isTool(argv, 'cm-ctl') && argv.includes('start');
      });
    while (calls('stop') === 0 || starting().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    signalAll(starting(), 'SIGKILL');
    expect(await aborted).toMatchObject({ phase: 'parked', failure: { code: 'E_CLUSTER_START' } });
    expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'normal' });
    await run.result();
    expect(await fingerprint(scenario.lab, ['south'])).toEqual(ofCluster('south'));
  });

  test('step 7, while the main standby is built: settings are as before, its data is lost and the status says so', async () => {
    await scenario.lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 1024 * 1024 });
    const run = await begin('south');
    await reached(run, ({ facts }) => facts.erased === true);
    await scenario.building();
    expect(await sdrAbort(run)).toMatchObject({
      phase: 'aborted',
      status: 'restore_fail',
      facts: { erased: true, left: [expect.stringContaining('cm_ctl ddb --delete /nobody/CMServer/backup_open')] },
    });

    const kept = ['pg_hba.conf', 'pg_ident.conf', 'postgresql.conf', 'key files', 'cm_server.conf', 'cm_agent.conf'];
    expect(select(await fingerprint(scenario.lab, ['south']), 'south', kept)).toEqual(ofCluster('south', ...kept));
    for (const { pgHost } of scenario.lab.clusters.south.nodes) {
      expect(readFileSync(join(pgHost, 'streaming_cabin', '.hadr_cluster_stat'), 'utf8')).toBe('restore_fail');
    }
  });

  test('step 7, the primary that waited for it can still be given back whole', async () => {
    const run = scenario.temporal.environment.client.workflow.getHandle('sdr:north');
    expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'normal' });
    expect(await fingerprint(scenario.lab, ['north'])).toEqual(ofCluster('north'));
  });
});
