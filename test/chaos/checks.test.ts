import { describe, expect, test } from '@jest/globals';
import proto from '@temporalio/proto';
import { failureCodes } from './failure-codes.js';
import { differingPlaces } from './places.js';
import { strayAmong, type Process } from './processes.js';
import { differingCopies, payloadOf, wrongRows, type Rows } from './rows.js';

/** That the checks find what they are for: on data as a lab would show it. */
describe('rows of the business', () => {
  const written = (...ids: readonly number[]): Rows => new Map(ids.map((id) => [id, payloadOf(id)]));

  test('that nobody acknowledged may be there or not', () => {
    expect(wrongRows([1, 2], written(1, 2, 3))).toEqual([]);
    expect(wrongRows([], written())).toEqual([]);
  });

  test('that were acknowledged and are lost are found', () => {
    expect(wrongRows([1, 2, 3], written(1, 3))).toEqual(['row 2 was acknowledged and is not there']);
  });

  test('that are others than were written are found', () => {
    expect(wrongRows([1], new Map([[1, 'something']]))).toEqual(['row 1 holds something, which nobody wrote']);
  });
});

test('a copy that holds something else than the primary is found', () => {
  const rows = { north1: [['5 77']], north2: [['5 77']], south1: [['4 70']] };
  expect(differingCopies(rows)).toEqual(['south1 holds [["4 70"]], north1 [["5 77"]]']);
  expect(differingCopies({ north1: rows.north1, north2: rows.north2 })).toEqual([]);
});

describe('processes of the lab', () => {
  const process = (pid: number, parent: number, program: string, ...argv: readonly string[]): Process => ({
    ...{ pid, parent, program, argv },
  });
  const quiet: readonly Process[] = [
    process(10, 1, 'node', '/bin/node', '/lab/network/main.js'),
    process(11, 1, 'node', '/bin/node', '/dist/lab/cm/agent.js'),
    process(12, 11, 'postgres', 'postgres: walsender'),
    process(20, 1, 'node', '/bin/node', '/dist/worker/main.js', '--cluster', 'north'),
    process(21, 20, 'node', '/bin/node', '/dist/cluster/host/launcher-process.js'),
    process(22, 21, 'bash', 'bash'),
  ];

  test('are servers, CM, the network, workers and what these keep open', () => {
    expect(strayAmong(quiet)).toEqual([]);
  });

  test('of nodes that are machines of their own are what holds these, sshd, and connections with their sessions', () => {
    const overSsh: readonly Process[] = [
      process(40, 1, 'sleep', 'sleep', 'infinity', ''),
      process(41, 1, 'sshd', 'sshd: /usr/sbin/sshd -f /run/sshd_config [listener] 0 of 10-100 startups', ''),
      process(42, 41, 'sshd', 'sshd: nobody [priv]', ''),
      process(43, 42, 'sshd', 'sshd: nobody@notty', ''),
      process(44, 43, 'bash', 'bash', ''),
      process(45, 1, 'ssh', 'ssh: /tmp/sdr-ssh-1/0abc-20 [mux]', ''),
    ];
    expect(strayAmong([...quiet, ...overSsh])).toEqual([]);
    const tool = process(46, 44, 'node', '/bin/node', '/dist/lab/tools/gs-guc.cjs', 'check');
    const shell = process(47, 1, 'bash', 'bash', '-c', 'flock 9');
    expect(strayAmong([...quiet, ...overSsh, tool, shell])).toHaveLength(2);
  });

  test('that nobody should have left are found: a build, a shell of nobody’s, a tool under a worker', () => {
    const build = process(30, 1, 'node', '/bin/node', '/dist/lab/tools/gs-ctl.cjs', 'build');
    const shell = process(31, 1, 'bash', 'bash', '-c', 'flock 9');
    const query = process(32, 22, 'node', '/bin/node', '/dist/lab/tools/gsql.cjs');
    expect(strayAmong([...quiet, build, shell, query])).toEqual([
      'process 30: /bin/node /dist/lab/tools/gs-ctl.cjs build',
      'process 31: bash -c flock 9',
      'process 32: /bin/node /dist/lab/tools/gsql.cjs',
    ]);
  });
});

test('a file that is left, one that is gone and a setting that is another are found, place by place', () => {
  const expected = { 'north1 $PGHOST': { '/tmp/status': 'a' }, 'north1 pg_hba.conf': ['local all'] };
  const found = { 'north1 $PGHOST': { '/tmp/status': 'b', '/tmp/streaming_lock_1': 'c' }, 'north1 pg_hba.conf': [] };
  expect(differingPlaces(expected, found)).toEqual([
    'north1 $PGHOST, /tmp/status: "b" instead of "a"',
    'north1 $PGHOST, /tmp/streaming_lock_1: "c" instead of nothing',
    'north1 pg_hba.conf: [] instead of ["local all"]',
  ]);
  expect(differingPlaces(expected, expected)).toEqual([]);
});

describe('a history', () => {
  test('in which a workflow task failed by our code is found; one that is only done again is not', () => {
    const { WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND: again } = proto.temporal.api.enums.v1.WorkflowTaskFailedCause;
    const failed = (message: string, cause?: typeof again) =>
      failureCodes({ workflowTaskFailedEventAttributes: { failure: { message }, ...(cause && { cause }) } });
    expect(failed('no such move')).toEqual(['a workflow task failed: no such move']);
    expect(failed('UnhandledCommand', again)).toEqual([]);
  });

  test('in which an activity knew no code for its failure is found; one with a code is not', () => {
    const failed = (type: string) => ({
      activityTaskFailedEventAttributes: {
        failure: { message: 'wrapped', cause: { message: 'why', applicationFailureInfo: { type } } },
      },
    });
    expect(failureCodes(failed('E_INTERNAL'))).toEqual(['an activity failed with E_INTERNAL: why']);
    expect(failureCodes(failed('E_BUILD_FAILED'))).toEqual([]);
  });
});
