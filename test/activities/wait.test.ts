import { afterEach, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { activity } from '../../activities/activity.js';
import type { Outcome, StartScope } from '../../activities/contract.js';
import { waitForMainStandby } from '../../activities/start/8-wait-for-main-standby.js';
import { Secret } from '../../cluster/host/secret.js';
import type { Host, RunResult } from '../../cluster/host/host.js';
import { startRequest } from '../support/start-request.js';

/** What the primary sees at the end of a round: the main standby streams, its build runs, or neither. */
const SEEN = { streams: [1, 1, 0], builds: [0, 0, 1], nothing: [0, 0, 0] } as const;

const request = startRequest('primary');
const [home] = request.pair.local.shards.flat();
const scope: StartScope = {
  ...request,
  timeOutSeconds: 5,
  firstRunId: 'run',
  recorded: 0,
  entry: 1,
  before: [],
  home: { ip: home!.ip, name: 'node1' },
};

const CLUSTER = `-----
cluster_state             : Normal
-----
node                      : 1
node_name                 : node1
node                      : 1
instance_id               : 6001
node_ip                   : ${home!.ip}
data_path                 : /opt/dn
type                      : Datanode
instance_state            : Primary
HA_state                  : Normal
reason                    : Normal
`;

afterEach(() => {
  jest.restoreAllMocks();
});

/** A wait of at most 5 s whose rounds, of 5 s each, see this one after the other. */
const wait = (...rounds: readonly (keyof typeof SEEN)[]): Promise<Outcome> => {
  let now = 1_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  const coming = [...rounds];
  const exited = (stdout: string): RunResult => ({ kind: 'exited', exitCode: 0, stdout, stderr: '' });
  const look = (): RunResult => {
    now += 5_000;
    const seen = coming.shift();
    if (seen === undefined) throw new Error('more rounds than expected');
    return exited(`${SEEN[seen].join('\u001f')}\ntotal time: 1  ms\n`);
  };
  const none = (): Promise<never> => Promise.reject(new Error('not for this wait'));
  const host: Host = {
    address: home!.ip,
    environment: none,
    run: ([tool], { stdin = '' }) =>
      Promise.resolve(tool === 'cm_ctl' ? exited(CLUSTER) : stdin.includes('Backup') ? look() : exited('')),
    readFile: none,
    writeFile: none,
    remove: none,
    makeDirectory: none,
    list: none,
    close: () => Promise.resolve(),
  };
  const deps = {
    host: () => host,
    ownAddresses: [],
    passwordOf: () => Promise.resolve(new Secret('x')),
    log: () => ({ debug: () => undefined, say: () => undefined, error: () => undefined }),
  };
  return new MockActivityEnvironment().run(activity('waitForMainStandby', deps, waitForMainStandby), scope);
};

const TIMED_OUT = {
  type: 'E_MAIN_STANDBY_TIMEOUT',
  message: expect.stringContaining('sees 0 main standbys, 0 builds'),
};

test('a silent standby times out', async () => {
  await expect(wait('nothing')).rejects.toMatchObject(TIMED_OUT);
});

test('while a build is seen the time stands still', async () => {
  expect(await wait('builds', 'builds', 'builds', 'streams')).toMatchObject({
    said: expect.stringContaining('streams'),
  });
});

test('a build that ends in the round that uses up the time leaves one more round to the main standby', async () => {
  expect(await wait('builds', 'nothing', 'streams')).toMatchObject({ said: expect.stringContaining('streams') });
});

test('one more round, and no third: builds that come and go do not make the wait endless', async () => {
  await expect(wait('builds', 'nothing', 'nothing')).rejects.toMatchObject(TIMED_OUT);
  await expect(wait('builds', 'nothing', 'builds', 'nothing')).rejects.toMatchObject(TIMED_OUT);
});
