import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bothOf } from '../../domain/both/request.js';
import { actionWorkflowId, clusterTaskQueue } from '../../domain/names.js';
import type { StartRequest } from '../../domain/start/request.js';
import { isUnderWay, type RunState } from '../../domain/start/run-state.js';
import { START_STEPS } from '../../domain/start/steps.js';
import { startBoth } from '../../engine/both.js';
import { connectEngine } from '../../engine/connection.js';
import type { OwnEngine } from '../../engine/engine.js';
import { planStart } from '../../engine/plan.js';
import { viewRun } from '../../engine/runs.js';
import type { LabClusterName, LabNode } from '../../lab/index.js';
import { pauseUpdate, resumeUpdate, stateQuery } from '../../workflows/messages.js';
import { typed } from '../support/by-hand.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';
import { inCabin, leaveAsGsSdr, writeInCabin } from '../support/left-by-gs-sdr.js';
import { differencesFrom } from '../support/json-shapes.js';
import { openScenario, type Scenario } from '../support/scenario.js';
import { plainStart, sdrAbort } from '../support/start-client.js';
import { named } from '../support/start-request.js';

/**
 * Starts of gs_sdr that were interrupted behind each step it records. One after the other on the same two clusters: what
 * an adopting start has done up to the next step is made into what gs_sdr would have left, and is adopted again.
 */
jest.setTimeout(120_000);
let scenario: Scenario;
let untouched: Fingerprint;
let engine: OwnEngine;
const snapshots = new Map<LabClusterName, string>();

beforeAll(async () => {
  scenario = await openScenario('adopt', 1024 * 1024);
  // Something for step 2 to change and to write down.
  const setting = ['-Z', 'datanode', '-N', 'all', '-I', 'all', '-c', 'synchronous_commit = off'];
  await typed(scenario.lab, node('north'), 'gs_guc', 'reload', ...setting);
  for (const cluster of ['north', 'south'] as const)
    snapshots.set(cluster, await typed(scenario.lab, node(cluster), 'cm_ctl', 'query', '-v'));
  untouched = await fingerprint(scenario.lab);
  await Promise.all([scenario.worker('north'), scenario.worker('south')]);
  engine = await connectEngine({ address: scenario.temporal.environment.address });
});
afterAll(async () => {
  await engine.close();
  await scenario.close();
});

const node = (cluster: LabClusterName, n = 1): LabNode => scenario.lab.clusters[cluster].nodes[n - 1]!;

const begin = (cluster: LabClusterName, changes: Partial<StartRequest> = {}): Promise<WorkflowHandle> =>
  plainStart(
    scenario.temporal.environment.client,
    clusterTaskQueue(named(cluster)),
    scenario.request(cluster, { timeOutSeconds: 600, ...changes }),
  );

const adopt = (cluster: LabClusterName): Promise<WorkflowHandle> => begin(cluster, { adopt: 'required' });

/** A start that is refused, once its run has closed: what comes next begins a new one. */
const refused = async (cluster: LabClusterName, changes: Partial<StartRequest> = {}): Promise<RunState> => {
  const end = await scenario.start(cluster, changes);
  const run = scenario.temporal.environment.client.workflow.getHandle(actionWorkflowId(named(cluster)));
  await run.result().catch(() => undefined);
  return end;
};

/** Lets the run go on until the step is recorded, and halts it there, before the next part. */
const untilRecorded = async (run: WorkflowHandle, step: number): Promise<RunState> => {
  await untilBegun(run, step);
  for (;;) {
    await run.executeUpdate(pauseUpdate, { args: [{}] });
    let state = await run.query(stateQuery);
    for (; state.phase !== 'paused'; state = await run.query(stateQuery)) {
      if (!isUnderWay(state.phase)) throw new Error(`it is ${state.phase}: ${state.failure?.message ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (state.recorded >= step) return state;
    await run.executeUpdate(resumeUpdate, { args: [{}] });
  }
};

/** What comes before is not halted at: each halt costs two messages. */
const untilBegun = async (run: WorkflowHandle, step: number): Promise<void> => {
  const last = START_STEPS.findIndex(({ id }) => id === (step === 2 ? 'check_cluster' : 'common_configuration'));
  const from = START_STEPS.slice(last).map(({ id }) => id);
  for (;;) {
    const { steps, phase } = await run.query(stateQuery);
    if (!isUnderWay(phase) || steps.some(({ id, startedAt }) => startedAt !== undefined && from.includes(id))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const nameOf = (number: number): string => START_STEPS.find((step) => step.number === number)?.recordedAs ?? '';

/** Ends the run where it halts, and leaves what gs_sdr would have left had it recorded this step. */
const interrupt = async (cluster: LabClusterName, run: WorkflowHandle, step: number, on = node(cluster)) => {
  await run.terminate('as if it had never been');
  await leaveAsGsSdr(scenario.lab, cluster, { recorded: nameOf(step), snapshot: snapshots.get(cluster)!, on });
};

const called = (cluster: LabClusterName, words: RegExp): readonly string[] =>
  scenario.lab
    .calls()
    .filter((call) => call.cluster === cluster)
    .map(({ tool, argv, sql }) => [tool, ...argv, sql].join(' '))
    .filter((line) => words.test(line));

const published = (cluster: LabClusterName): string =>
  readFileSync(join(node(cluster).pgHost, 'streaming_cabin', '.hadr_cluster_stat'), 'utf8');

/** What only this step does, on the role that has something to do in it. */
const WORK = {
  north: {
    2: /show enable_dcf/,
    3: /show wal_keep_segments/,
    4: /wal_keep_segments = 16384/,
    5: /gs_guc set .*stream_cluster_run_mode/,
    8: /^gsql .*DO /s,
  },
  south: {
    2: /show enable_dcf/,
    3: /copy_secure_files/,
    5: /cm_ctl stop/,
    6: /agent_backup_open=2/,
    7: /gs_ctl build/,
    8: /cm_ctl start/,
  },
} as const satisfies Record<LabClusterName, Readonly<Record<number, RegExp>>>;

const repeated = (cluster: LabClusterName, recorded: number): readonly string[] =>
  Object.entries(WORK[cluster])
    .filter(([step]) => Number(step) <= recorded)
    .flatMap(([, words]) => called(cluster, words));

/** Adopts behind this step, goes on until the next one is recorded, and is interrupted there. */
const adoptedBehind = async (cluster: LabClusterName, step: number, next: number, on: LabNode): Promise<void> => {
  scenario.lab.clearCalls();
  const run = await adopt(cluster);
  const state = await untilRecorded(run, next);
  expect(state).toMatchObject({ entry: 2, facts: { adopted: { recordedAs: nameOf(step), node: on.name } } });
  expect(differencesFrom('Run', state)).toEqual([]);
  expect(state.facts.home?.name).toBe(on.name);
  expect(repeated(cluster, step)).toEqual([]);
  expect(readdirSync(join(on.pgHost, 'streaming_cabin')).filter((name) => name.endsWith('.step'))).toEqual([]);
  await interrupt(cluster, run, next, on);
};

describe('a start that gs_sdr has left half-way', () => {
  test('is not gone on with unless that is asked for, and the hint says how', async () => {
    const run = await begin('north');
    await untilRecorded(run, 3);
    await interrupt('north', run, 3);
    expect(await refused('north')).toMatchObject({
      phase: 'failed',
      failure: { code: 'E_ORIGINAL_STEP_FILE', hint: expect.stringContaining('--adopt') },
    });
  });

  test('is left alone while it does not fit: role, peer, records, a lock, a build', async () => {
    const { lab } = scenario;
    const before = await fingerprint(lab, ['north']);
    const refusedAs = async (code: string, message: RegExp, changes: Partial<StartRequest> = {}): Promise<void> => {
      const end = await refused('north', { adopt: 'required', ...changes });
      expect(end).toMatchObject({ phase: 'failed', failure: { code, message: expect.stringMatching(message) } });
    };
    const { pair } = scenario.request('north');
    const elsewhere = { ...pair.remote, shards: [[{ ip: '10.9.9.9', dataIp: '10.9.9.9' }]] };
    await refusedAs('E_NOT_ADOPTABLE', /another pair: remote .*, not 10\.9\.9\.9/, {
      pair: { ...pair, remote: elsewhere },
    });
    await inCabin(lab, node('north', 2), 'touch ../streaming_lock_abc');
    await refusedAs('E_ORIGINAL_LOCK', /streaming_lock_abc/);
    await inCabin(lab, node('north', 2), 'rm ../streaming_lock_abc');
    const { directory } = node('north', 3).datanode;
    await typed(lab, node('north', 3), 'sh', '-c', `printf %s ${process.pid} > ${directory}/gs_build.pid`);
    await refusedAs('E_NOT_ADOPTABLE', /still at work: gs_ctl build of /);
    await typed(lab, node('north', 3), 'rm', `${directory}/gs_build.pid`);
    await writeInCabin(lab, node('north', 3), '.streaming_stop.step', '2_check_cluster_step');
    await refusedAs('E_NOT_ADOPTABLE', /another action of gs_sdr .*\.streaming_stop\.step/);
    await inCabin(lab, node('north', 3), 'rm .streaming_stop.step');
    expect(await fingerprint(lab, ['north'])).toEqual(before);
    const south = await refused('south', { adopt: 'required' });
    expect(south).toMatchObject({ phase: 'failed', failure: { code: 'E_NOT_ADOPTABLE' } });
  });

  test('is planned without a change, and gone on with as planned', async () => {
    const before = await fingerprint(scenario.lab, ['north']);
    const plan = await planStart(engine, scenario.request('north', { adopt: 'required' }));
    expect(plan).toMatchObject({ entry: 2, recorded: 3, home: { name: 'north1' } });
    expect(plan.steps.map(({ id }) => id)).toEqual(
      [
        'home_node',
        'hadr_user',
        'common_configuration',
        'keep_wal',
        'set_run_mode',
        'set_cm_mode',
        'build_datanodes',
      ].concat(['start_cluster', 'clean_up']),
    );
    expect(await fingerprint(scenario.lab, ['north'])).toEqual(before);
    const run = await begin('north', { adopt: 'required', plan: plan.hash });
    await untilRecorded(run, 4);
    await interrupt('north', run, 4);
  });

  test('is put back by an abort to what was there before gs_sdr began', async () => {
    const run = await adopt('north');
    await untilRecorded(run, 7);
    expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'normal' });
    expect(differences(await fingerprint(scenario.lab, ['north']), 'north')).toEqual([
      // As gs_sdr itself puts it back: written out.
      'north1 postgresql.conf wal_keep_segments: 16',
    ]);
  });
});

/** What is otherwise than before; the hadr keys and lines of pg_hba.conf for the cluster's own nodes do no harm. */
const differences = (now: Fingerprint, cluster: LabClusterName): readonly string[] =>
  Object.entries(untouched)
    .filter(([place]) => place.startsWith(cluster) && !place.endsWith('/bin'))
    .flatMap(([place, before]) =>
      place.endsWith('pg_hba.conf')
        ? linesForOthers(cluster, before, now[place]).map((line) => `${place} ${line}`)
        : changedFields(before, now[place]).map((field) => `${place} ${field}`),
    );

const changedFields = (before: unknown, now: unknown): readonly string[] => {
  const [was, is] = [fieldsOf(before), fieldsOf(now)];
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names]
    .filter((name) => String(was[name]) !== String(is[name]))
    .map((name) => `${name}: ${String(is[name])}`);
};

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : { value };

const linesForOthers = (cluster: LabClusterName, before: unknown, now: unknown): readonly string[] => {
  const peers = scenario.lab.clusters[cluster === 'north' ? 'south' : 'north'].nodes;
  const known = before as readonly string[];
  return (now as readonly string[]).filter(
    (line) => !known.includes(line) && peers.some(({ dataIp }) => line.includes(dataIp)),
  );
};

describe('the primary side goes on behind', () => {
  beforeAll(async () => {
    const run = await begin('north');
    await untilRecorded(run, 2);
    await interrupt('north', run, 2, node('north', 2));
  });

  // Steps 6 and 7 have nothing to do for a primary.
  test.each([
    [2, 3],
    [3, 4],
    [4, 6],
    [6, 7],
  ])('step %i, and does nothing again that is recorded', (step, next) =>
    adoptedBehind('north', step, next, node('north', 2)),
  );
});

describe('the standby side goes on behind', () => {
  test('step 6, and an abort makes it the cluster again that it was', async () => {
    const run = await begin('south');
    await untilRecorded(run, 6);
    await interrupt('south', run, 6);
    const adopted = await adopt('south');
    await untilRecorded(adopted, 6);
    expect(await sdrAbort(adopted)).toMatchObject({ phase: 'aborted', status: 'normal' });
    expect(differences(await fingerprint(scenario.lab, ['south']), 'south')).toEqual([
      ...[1, 2, 3].map((n) => `south${n} postgresql.conf stream_cluster_run_mode: 'cluster_primary'`),
      'south DCC /nobody/CMServer/backup_open: 0',
    ]);
  });

  test('step 2, after its name was confirmed', async () => {
    // Nothing is there to adopt yet, and nothing has to be.
    const run = await begin('south', { adopt: 'if any' });
    await untilRecorded(run, 2);
    await interrupt('south', run, 2, node('south', 2));
    const unconfirmed = { adopt: 'required', overwrite: { confirmed: 'north', despiteSessions: false } } as const;
    expect(await refused('south', unconfirmed)).toMatchObject({
      phase: 'failed',
      failure: { code: 'E_OVERWRITE_NOT_CONFIRMED' },
    });
    await adoptedBehind('south', 2, 4, node('south', 2));
  });

  test.each([
    [4, 5],
    [5, 6],
    [6, 7],
  ])('step %i, and does nothing again that is recorded', (step, next) =>
    adoptedBehind('south', step, next, node('south', 2)),
  );
});

describe('both sides', () => {
  test('go on behind step 7 and are archive and recovery; what was remembered is put back', async () => {
    scenario.lab.clearCalls();
    const wanted = (cluster: LabClusterName) => scenario.request(cluster, { timeOutSeconds: 600, adopt: 'if any' });
    const { ended } = await startBoth(engine, bothOf(wanted('north'), wanted('south')));
    expect(await ended).toMatchObject({ phase: 'done' });
    const runs = (['north', 'south'] as const).map((cluster) => viewRun(engine, named(cluster)));
    expect((await Promise.all(runs)).map((view) => view?.state)).toMatchObject([
      { phase: 'done', status: 'archive', recorded: 8, facts: { adopted: { recordedAs: nameOf(7) } } },
      { phase: 'done', status: 'recovery', recorded: 8, facts: { adopted: { recordedAs: nameOf(7) } } },
    ]);
    expect([published('north'), published('south')]).toEqual(['archive', 'recovery']);
    expect(repeated('north', 7)).toEqual([]);
    expect(repeated('south', 7)).toEqual([]);
    const conf = readFileSync(join(node('north').datanode.directory, 'postgresql.conf'), 'utf8');
    expect(conf).toMatch(/^wal_keep_segments = '?16'?\s/m);
    expect(
      readdirSync(join(node('north', 2).pgHost, 'streaming_cabin')).filter((name) => name.startsWith('sdr_')),
    ).toEqual([]);
  });
});
