import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { clusterTaskQueue } from '../../domain/names.js';
import type { StartRequest } from '../../domain/start/request.js';
import { isUnderWay, type RunState } from '../../domain/start/run-state.js';
import { START_STEPS } from '../../domain/start/steps.js';
import type { LabClusterName, LabNode } from '../../lab/index.js';
import { pauseUpdate, resumeUpdate, stateQuery } from '../../workflows/messages.js';
import { typed } from '../support/by-hand.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';
import { inCabin, leaveAsGsSdr, writeInCabin } from '../support/left-by-gs-sdr.js';
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
});
afterAll(() => scenario.close());

const node = (cluster: LabClusterName, n = 1): LabNode => scenario.lab.clusters[cluster].nodes[n - 1]!;

const begin = (cluster: LabClusterName, changes: Partial<StartRequest> = {}): Promise<WorkflowHandle> =>
  plainStart(
    scenario.temporal.environment.client,
    clusterTaskQueue(named(cluster)),
    scenario.request(cluster, { timeOutSeconds: 600, ...changes }),
  );

const adopt = (cluster: LabClusterName): Promise<WorkflowHandle> => begin(cluster, { adopt: 'required' });

/** Lets the run do one part after the other until the step is recorded. */
const untilRecorded = async (run: WorkflowHandle, step: number): Promise<RunState> => {
  for (;;) {
    await run.executeUpdate(pauseUpdate, { args: [{}] });
    let state = await run.query(stateQuery);
    for (; state.phase !== 'paused'; state = await run.query(stateQuery)) {
      if (!isUnderWay(state.phase)) throw new Error(`it is ${state.phase}: ${state.failure?.message ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (state.recorded >= step) return state;
    await run.executeUpdate(resumeUpdate, { args: [{}] });
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

/** Adopts behind this step and goes on until the next one is recorded. */
const adoptedBehind = async (cluster: LabClusterName, step: number, on: LabNode): Promise<void> => {
  scenario.lab.clearCalls();
  const run = await adopt(cluster);
  const state = await untilRecorded(run, step + 1);
  expect(state).toMatchObject({ entry: 2, facts: { adopted: { recordedAs: nameOf(step), node: on.name } } });
  expect(state.facts.home?.name).toBe(on.name);
  expect(repeated(cluster, step)).toEqual([]);
  expect(readdirSync(join(on.pgHost, 'streaming_cabin')).filter((name) => name.endsWith('.step'))).toEqual([]);
  if (step < 7) await interrupt(cluster, run, step + 1, on);
};

describe('a start that gs_sdr has left half-way', () => {
  test('is not gone on with unless that is asked for, and the hint says how', async () => {
    const run = await begin('north');
    await untilRecorded(run, 3);
    await interrupt('north', run, 3);
    expect(await scenario.start('north')).toMatchObject({
      phase: 'failed',
      failure: { code: 'E_ORIGINAL_STEP_FILE', hint: expect.stringContaining('--adopt') },
    });
  });

  test('is left alone while it does not fit: role, peer, records, a lock, a build', async () => {
    const { lab } = scenario;
    const before = await fingerprint(lab, ['north']);
    const refused = async (code: string, message: RegExp, changes: Partial<StartRequest> = {}): Promise<void> => {
      const end = await scenario.start('north', { adopt: 'required', ...changes });
      expect(end).toMatchObject({ phase: 'failed', failure: { code, message: expect.stringMatching(message) } });
    };
    const { pair } = scenario.request('north');
    const elsewhere = { ...pair.remote, shards: [[{ ip: '10.9.9.9', dataIp: '10.9.9.9' }]] };
    await refused('E_NOT_ADOPTABLE', /another pair: remote .*, not 10\.9\.9\.9/, {
      pair: { ...pair, remote: elsewhere },
    });
    await inCabin(lab, node('north', 2), 'touch ../streaming_lock_abc');
    await refused('E_ORIGINAL_LOCK', /streaming_lock_abc/);
    await inCabin(lab, node('north', 2), 'rm ../streaming_lock_abc');
    const { directory } = node('north', 3).datanode;
    await typed(lab, node('north', 3), 'sh', '-c', `echo ${process.pid} > ${directory}/gs_build.pid`);
    await refused('E_NOT_ADOPTABLE', /still at work: gs_ctl build of /);
    await typed(lab, node('north', 3), 'rm', `${directory}/gs_build.pid`);
    await writeInCabin(lab, node('north', 3), '.streaming_stop.step', '2_check_cluster_step');
    await refused('E_NOT_ADOPTABLE', /another action of gs_sdr .*\.streaming_stop\.step/);
    await inCabin(lab, node('north', 3), 'rm .streaming_stop.step');
    expect(await fingerprint(lab, ['north'])).toEqual(before);
    const south = await scenario.start('south', { adopt: 'required' });
    expect(south).toMatchObject({ phase: 'failed', failure: { code: 'E_NOT_ADOPTABLE' } });
  });

  test('is put back by an abort to what was there before gs_sdr began', async () => {
    const run = await adopt('north');
    await untilRecorded(run, 7);
    expect(await sdrAbort(run)).toMatchObject({ phase: 'aborted', status: 'normal' });
    expect(differing(await fingerprint(scenario.lab, ['north']), 'north')).toEqual([]);
    const conf = readFileSync(join(node('north').datanode.directory, 'postgresql.conf'), 'utf8');
    expect(conf).toMatch(/^synchronous_commit = '?off/m);
  });
});

/** What an abort of an adopted start leaves otherwise than it was: of these gs_sdr keeps no record. */
const UNRECORDED = [/bin$/, /pg_hba\.conf$/, /DCC$/, /postgresql\.conf$/];

const differing = (now: Fingerprint, cluster: LabClusterName): readonly string[] =>
  Object.entries(untouched)
    .filter(([place, value]) => place.startsWith(cluster) && JSON.stringify(now[place]) !== JSON.stringify(value))
    .map(([place]) => place)
    .filter((place) => !UNRECORDED.some((end) => end.test(place)));

describe('the primary side goes on behind', () => {
  beforeAll(async () => {
    const run = await begin('north');
    await untilRecorded(run, 2);
    await interrupt('north', run, 2, node('north', 2));
  });

  test.each([2, 3, 4, 5, 6])('step %i, and does nothing again that is recorded', (step) =>
    adoptedBehind('north', step, node('north', 2)),
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
    expect(differing(await fingerprint(scenario.lab, ['south']), 'south')).toEqual([]);
  });

  test('step 2, after its name was confirmed', async () => {
    const run = await begin('south');
    await untilRecorded(run, 2);
    await interrupt('south', run, 2, node('south', 2));
    const { overwrite: _, ...unconfirmed } = scenario.request('south');
    expect(
      await plainStart(scenario.temporal.environment.client, clusterTaskQueue(named('south')), {
        ...unconfirmed,
        adopt: 'required',
      }).then((handle) => handle.result().catch((error: { cause?: { type?: string } }) => error.cause?.type)),
    ).toBe('E_OVERWRITE_NOT_CONFIRMED');
    await adoptedBehind('south', 2, node('south', 2));
  });

  test.each([3, 4, 5, 6])('step %i, and does nothing again that is recorded', (step) =>
    adoptedBehind('south', step, node('south', 2)),
  );
});

describe('both sides', () => {
  test('go on behind step 7 and are archive and recovery; what was remembered is put back', async () => {
    scenario.lab.clearCalls();
    const ends = Promise.all(
      (['north', 'south'] as const).map((cluster) => adopt(cluster).then((run) => run.result())),
    );
    expect(await ends).toMatchObject([
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
