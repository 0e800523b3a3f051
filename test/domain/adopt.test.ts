import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beforeAdopted, type Marks } from '../../domain/start/adopt/marks.js';
import { judge } from '../../domain/start/adopt/judge.js';
import { START_STEP_FILES, type Leavings } from '../../domain/start/adopt/leavings.js';
import { recordedStepIn, savedSettingsIn, walKeepIn } from '../../domain/start/adopt/records.js';
import { statusBehind } from '../../domain/start/adopt/status.js';
import type { Adoption } from '../../domain/start/adopt/adoption.js';
import { areBefore } from '../../domain/start/before.js';
import { SdrError } from '../../domain/errors.js';
import { ROLES, type Role } from '../../domain/roles.js';
import { START_STEPS, isFor, mustRun } from '../../domain/start/steps.js';
import { adopted, newRun, published } from '../../domain/start/transitions.js';
import { PRIMARY_STATUSES, STANDBY_STATUSES } from '../../domain/status.js';
import { nodesOf, type ClusterPair, type ClusterSnapshot } from '../../domain/topology.js';
import { pairFor, startRequest } from '../support/start-request.js';

/** What gs_sdr has left of a start, and whether a start of ours can go on from it. */
const RECORDED = START_STEPS.flatMap(({ number, recordedAs }) => (recordedAs === null ? [] : [{ number, recordedAs }]));
const STATUS = { primary: PRIMARY_STATUSES, disaster_standby: STANDBY_STATUSES } as const;

const snapshotOf = ({ local }: ClusterPair): ClusterSnapshot => ({
  state: 'Normal',
  datanodes: nodesOf(local).map(({ ip }, index) => ({
    id: 6001 + index,
    nodeId: index + 1,
    nodeName: `node${index + 1}`,
    nodeIp: ip,
    dataDirectory: '/data/dn',
    role: index === 0 ? 'Primary' : 'Standby',
    ha: 'Normal',
  })),
});

const recordOf = ({ local, remote }: ClusterPair): string =>
  JSON.stringify({ remoteClusterConf: remote, localClusterConf: local });

/** The status as it normally is by then. */
const usual = (role: Role, step: number): string =>
  role === 'primary' ? (step === 8 ? 'archive' : '') : step === 8 ? 'recovery' : step === 7 ? 'restore' : '';

/** Three nodes, of which gs_sdr ran on the second. */
const left = (role: Role, pair: ClusterPair, step: number, changes: Partial<Leavings> = {}): readonly Leavings[] => {
  const recordedAs = RECORDED.find(({ number }) => number === step)?.recordedAs ?? '';
  return nodesOf(pair.local).map(({ ip }, index): Leavings => {
    const node = { ip, name: `node${index + 1}` };
    if (index !== 1) return { node, stepFiles: {}, status: usual(role, step), configuration: recordOf(pair) };
    return {
      node,
      stepFiles: { [START_STEP_FILES[role]]: recordedAs },
      status: usual(role, step),
      walKeep: '6001:16',
      settings: 'synchronous_commit,off,0a1b\n',
      configuration: recordOf(pair),
      snapshot: snapshotOf(pair),
      ...changes,
    };
  });
};

describe.each(ROLES)('a start of gs_sdr as %s', (role) => {
  const pair = pairFor(role);

  test.each(RECORDED)('is adoptable behind $recordedAs', ({ number, recordedAs }) => {
    const adoption = judge(left(role, pair, number ?? 0), { role, pair });
    expect(adoption).toMatchObject({ recorded: number, recordedAs, home: { name: 'node2' } });
    const state = adopted(newRun(startRequest(role, { pair }), 'run-1', ''), adoption!);
    expect(state).toMatchObject({ entry: 2, recorded: number, facts: { adopted: { recordedAs, node: 'node2' } } });
    const skipped = state.steps.filter(({ outcome }) => outcome === 'skipped').map(({ id }) => id);
    expect(skipped).toEqual(
      START_STEPS.filter((step) => state.steps.some(({ id }) => id === step.id) && !mustRun(step, number ?? 0)).map(
        ({ id }) => id,
      ),
    );
  });

  test('that left nothing is none', () => {
    const empty = left(role, pair, 3).map((leavings) => ({ ...leavings, stepFiles: {} }));
    expect(judge(empty, { role, pair })).toBeUndefined();
  });

  test('goes on from every status that it may have published, and every move from there is one of gs_sdr’s', () => {
    for (const { number } of RECORDED) {
      for (const word of ['', ...STATUS[role]]) {
        const status = statusBehind(role, Number(number) as Adoption['recorded'], word);
        if (status === undefined) continue;
        const begun = { ...newRun(startRequest(role, { pair }), 'run-1', ''), status };
        const items = START_STEPS.filter((step) => mustRun(step, Number(number))).flatMap(({ sequence }) => sequence);
        const moves = items.flatMap((item) => (item.kind === 'status' && isFor(item, role) ? [item.status] : []));
        expect(() => moves.reduce(published, begun)).not.toThrow();
      }
    }
  });
});

describe('is refused, because', () => {
  const role = 'primary';
  const pair = pairFor(role);
  const refused = (found: readonly Leavings[], asked: Role = role): string => {
    try {
      return `adopted: ${JSON.stringify(judge(found, { role: asked, pair }))}`;
    } catch (error) {
      if (error instanceof SdrError && error.code === 'E_NOT_ADOPTABLE') return error.message;
      throw error;
    }
  };
  const other = { ...pair, remote: { ...pair.remote, shards: [[{ ip: '10.9.9.9', dataIp: '10.9.9.9' }]] } };

  test.each<[string, RegExp, () => string]>([
    [
      'it is of the other role',
      /of a start as primary, not as disaster_standby/,
      () => refused(left(role, pair, 3), 'disaster_standby'),
    ],
    [
      'two nodes have one',
      /on node1 and .* on node2/,
      () => refused([{ ...left(role, pair, 3)[1]!, node: { ip: '1', name: 'node1' } }, left(role, pair, 3)[1]!]),
    ],
    [
      'both roles have one',
      /which start is to go on/,
      () =>
        refused(
          left(role, pair, 3, {
            stepFiles: {
              [START_STEP_FILES.primary]: '2_check_cluster_step',
              [START_STEP_FILES.disaster_standby]: '2_check_cluster_step',
            },
          }),
        ),
    ],
    [
      'another action was interrupted too',
      /another action .*streaming_stop\.step/,
      () =>
        refused(
          left(role, pair, 3, {
            stepFiles: {
              [START_STEP_FILES.primary]: '2_check_cluster_step',
              '.streaming_stop.step': '2_check_cluster_step',
            },
          }),
        ),
    ],
    [
      'its step is none',
      /names no step/,
      () => refused(left(role, pair, 3, { stepFiles: { [START_STEP_FILES.primary]: '3_of_nothing' } })),
    ],
    [
      'its peer is another one',
      /another pair: remote 10\.9\.9\.9 at port/,
      () => refused(left(role, pair, 3, { configuration: recordOf(other) })),
    ],
    [
      'the pair is not readable',
      /no configuration of two clusters/,
      () => refused(left(role, pair, 3, { configuration: '{' })),
    ],
    [
      'the snapshot is not readable',
      /does not show a cluster/,
      () => refused(left(role, pair, 3, { snapshot: 'not understood' })),
    ],
    [
      'the snapshot shows no primary',
      /no primary/,
      () => refused(left(role, pair, 3, { snapshot: { state: 'Normal', datanodes: [] } })),
    ],
    [
      'wal_keep_segments is of no datanode',
      /wal_keep_segments_record/,
      () => refused(left(role, pair, 3, { walKeep: '7001:16' })),
    ],
    [
      'the settings are no settings',
      /streaming_guc_backup/,
      () => refused(left(role, pair, 3, { settings: 'garbage' })),
    ],
    [
      'the status is another role’s',
      /\.hadr_cluster_stat says "restore"/,
      () => refused(left(role, pair, 3, { status: 'restore' })),
    ],
    [
      'the status is ahead of the step',
      /\.hadr_cluster_stat says "archive"/,
      () => refused(left(role, pair, 6, { status: 'archive' })),
    ],
  ])('%s', (_, message, outcome) => {
    expect(outcome()).toMatch(message);
  });

  test.each(['walKeep', 'configuration', 'snapshot'] as const)('%s is missing', (name) => {
    const found = left(role, pair, 3).map(({ [name]: _, ...rest }) => rest as Leavings);
    expect(refused(found)).toMatch(/is missing/);
  });
});

describe('what was there before', () => {
  const marks: Marks = {
    datanodes: [
      {
        id: 6001,
        runMode: 'cluster_standby',
        slots: [{ parameter: 'replconninfo3', plain: null }],
        peerLines: ['host'],
      },
      { id: 6002, runMode: null, slots: [], peerLines: [] },
    ],
    backupOpenKey: '/omm/CMServer/backup_open',
    cmParameters: [
      { component: 'cmagent', nodeId: 1, parameter: 'agent_backup_open', value: '2' },
      { component: 'cmagent', nodeId: 2, parameter: 'agent_backup_open', value: null },
    ],
    cabins: [{ node: '10.1.1.1', path: '/tmp/streaming_cabin' }],
  };
  const before = (role: Role, step: number) => {
    const pair = pairFor(role);
    return beforeAdopted(judge(left(role, pair, step), { role, pair })!, role, marks);
  };

  test('is what gs_sdr has remembered, on the primary', () => {
    expect(before('primary', 4)).toEqual(
      expect.arrayContaining([
        { kind: 'datanode parameter', datanode: 6001, parameter: 'wal_keep_segments', value: '16', until: 'end' },
        { kind: 'datanode parameter', datanode: 6003, parameter: 'synchronous_commit', value: 'off', until: 'undone' },
        { kind: 'datanode parameter', datanode: 6001, parameter: 'replconninfo3', value: null, until: 'undone' },
        { kind: 'pg_hba lines', datanode: 6001, added: ['host'] },
        { kind: 'stored hadr user', existed: false },
        { kind: 'created files', node: '10.1.1.1', paths: ['/tmp/streaming_cabin'] },
      ]),
    );
  });

  test('is a primary of its own, on a standby that follows already', () => {
    const standby = before('disaster_standby', 6);
    expect(standby).toEqual(
      expect.arrayContaining([
        {
          kind: 'datanode parameter',
          datanode: 6001,
          parameter: 'stream_cluster_run_mode',
          value: 'cluster_primary',
          until: 'undone',
        },
        { kind: 'ddb key', key: '/omm/CMServer/backup_open', value: '0' },
        { kind: 'cm parameter', component: 'cmagent', nodeId: 1, parameter: 'agent_backup_open', value: '0' },
      ]),
    );
    expect(standby.filter(({ kind }) => kind === 'cm parameter')).toHaveLength(1);
    expect(before('disaster_standby', 3).filter(({ kind }) => kind === 'ddb key')).toEqual([]);
  });

  test('can be read back from the workspace', () => {
    for (const role of ROLES) expect(areBefore(JSON.parse(JSON.stringify(before(role, 6))))).toBe(true);
  });
});

describe('whatever stands in a file of gs_sdr', () => {
  const anything = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d:,\n\w]*$/));

  test('is read as what gs_sdr writes, or is nothing', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const step = recordedStepIn(text);
        if (step !== undefined) expect(text.trim()).toBe(step.recordedAs);
        const keep = walKeepIn(text);
        if (keep !== undefined) expect(text.trim()).toMatch(new RegExp(`^0*${keep.datanode}:${keep.value}$`));
        for (const { parameter, value } of savedSettingsIn(text) ?? [])
          expect(text).toContain(`${parameter},${value},`);
      }),
    );
  });

  test('is never an accident: a start is adopted, is none, or is refused by name', () => {
    const role = 'primary';
    const pair = pairFor(role);
    const changes = fc.record(
      { status: anything, walKeep: anything, settings: anything, configuration: fc.oneof(anything, fc.json()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, fc.constantFrom(...RECORDED), (changed, { number }) => {
        try {
          expect(judge(left(role, pair, number ?? 0, changed), { role, pair })).toMatchObject({ recorded: number });
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_NOT_ADOPTABLE' });
        }
      }),
    );
  });

  test('of several lines about a setting the last counts, as for gs_sdr; other settings are none of its business', () => {
    const text = 'synchronous_commit,off,t1\nwork_mem,64MB,t1\nsynchronous_commit,local,t2\n';
    expect(savedSettingsIn(text)).toEqual([{ parameter: 'synchronous_commit', value: 'local' }]);
    expect(savedSettingsIn('')).toEqual([]);
    expect(savedSettingsIn('synchronous_commit,off')).toBeUndefined();
  });
});
