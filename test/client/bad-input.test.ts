import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorCode } from '../../domain/errors.js';
import { expectRefusal, sdr } from '../support/cli.js';

/** What is refused before anybody is asked: there is no Temporal server here, and no cluster. */
const directory = await mkdtemp(join(tmpdir(), 'sdr-bad-input-'));
afterAll(() => rm(directory, { recursive: true, force: true }));
const at = (name: string): string => join(directory, name);

const param = (name: string, value: string): string => `<PARAM name="${name}" value="${value}"/>`;

const xml = (device: Readonly<Record<string, string | undefined>> = {}, cluster = 'north', peer = 'south'): string => {
  const params: Readonly<Record<string, string | undefined>> = {
    backIp1: '10.1.1.1',
    dataPortBase: '26000',
    localStreamIpmap1: '(10.1.1.1,10.1.2.1)',
    remoteStreamIpmap1: '(10.2.1.1,10.2.2.1)',
    remotedataPortBase: '26000',
    ...device,
  };
  const lines = Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [param(name, value)]));
  return `<ROOT><CLUSTER>${param('clusterName', cluster)}${param('remoteClusterName', peer)}</CLUSTER><DEVICELIST><DEVICE sn="1">${lines.join('')}</DEVICE></DEVICELIST></ROOT>`;
};

const peer = (device: Readonly<Record<string, string>> = {}): string =>
  xml(
    {
      backIp1: '10.2.1.1',
      localStreamIpmap1: '(10.2.1.1,10.2.2.1)',
      remoteStreamIpmap1: '(10.1.1.1,10.1.2.1)',
      ...device,
    },
    'south',
    'north',
  );

const json = (local: unknown, remote: unknown): string =>
  JSON.stringify({
    clusterName: 'north',
    remoteClusterName: 'south',
    localClusterConf: local,
    remoteClusterConf: remote,
  });
const shard = (net: number) => [{ ip: `10.${net}.1.1`, dataIp: `10.${net}.2.1` }];

const FILES: Readonly<Record<string, string>> = {
  'good.xml': xml(),
  'peer.xml': peer(),
  'other_port.xml': peer({ dataPortBase: '27000' }),
  'no.xml': 'clusterName = north\n',
  'half.xml': '<ROOT>\n  <CLUSTER>\n</ROOT>\n',
  'other.xml': '<html/>',
  'no.json': '{ "localClusterConf": }\n',
  'missing.xml': xml({ localStreamIpmap1: undefined, remotedataPortBase: undefined }),
  'wrong.xml': xml({ remoteStreamIpmap1: '10.2.1.1,10.2.2.1' }),
  'foreign.xml': xml({ localStreamIpmap1: '(10.1.1.9,10.1.2.9)' }),
  'own.xml': xml({ remoteStreamIpmap1: '(10.1.1.1,10.1.2.1)' }),
  'port.xml': xml({ dataPortBase: '65531' }),
  'same.xml': xml({}, 'north', 'north'),
  'slash.xml': xml({}, 'a/b'),
  'nameless.xml': xml().replace(param('clusterName', 'north'), ''),
  'shards.json': json({ port: 26000, shards: [shard(1)] }, { port: 26000, shards: [shard(2), shard(3)] }),
  'empty.json': json({ port: 26000, shards: [] }, { port: 26000, shards: [shard(2)] }),
};

// Before the tests, which run at once, are begun.
for (const [name, text] of Object.entries(FILES)) await writeFile(at(name), text);

type Case = readonly [title: string, args: readonly string[], code: ErrorCode, finding: string];

const ofFile = (file: string): readonly string[] => [
  'start',
  '-m',
  'primary',
  file.endsWith('json') ? '--json' : '-X',
  file,
];

const FILE_CASES: readonly Case[] = [
  ['that is not there', ofFile('nowhere.xml'), 'E_FILE_UNREADABLE', 'nowhere.xml: no such file or directory'],
  ['that is a directory', ofFile('.'), 'E_FILE_UNREADABLE', '/: illegal operation on a directory'],
  ['that cannot be read', ofFile('/proc/self/mem'), 'E_FILE_UNREADABLE', '/proc/self/mem: i/o error'],
  ['that should be XML and is not', ofFile('no.xml'), 'E_CONFIG_SYNTAX', `no.xml: this is no XML: char 'c' is not`],
  ['of XML that breaks off', ofFile('half.xml'), 'E_CONFIG_SYNTAX', '(line 3, column 1)'],
  ['of other XML', ofFile('other.xml'), 'E_CONFIG_SYNTAX', 'there is no ROOT'],
  ['that should be JSON and is not', ofFile('no.json'), 'E_CONFIG_SYNTAX', 'no.json: this is no JSON: '],
  [
    'without the PARAMs, all of which are told',
    ofFile('missing.xml'),
    'E_CONFIG_INVALID',
    'missing.xml has 2 faults:\n  localStreamIpmap1: this PARAM is missing in the first DEVICE\n  remotedataPortBase: missing\n',
  ],
  ['with a wrong PARAM', ofFile('wrong.xml'), 'E_CONFIG_INVALID', 'remoteStreamIpmap1: "10.2.1.1,10.2.2.1" is not of'],
  ['with shard counts that differ', ofFile('shards.json'), 'E_CONFIG_INVALID', '2 shards, but 1 in localClusterConf'],
  ['without nodes', ofFile('empty.json'), 'E_CONFIG_INVALID', 'localClusterConf.shards: names no node'],
  [
    'with an address that the cluster’s XML does not have',
    ofFile('foreign.xml'),
    'E_CONFIG_INVALID',
    '10.1.1.9 is no node of this cluster',
  ],
  [
    'that makes the cluster its own peer',
    ofFile('own.xml'),
    'E_CONFIG_INVALID',
    '10.1.1.1 belongs to this cluster itself',
  ],
  [
    'with a port out of range',
    ofFile('port.xml'),
    'E_CONFIG_INVALID',
    'dataPortBase: "65531" is no base port: a whole number from 1024 to 65530',
  ],
  [
    'that calls both clusters the same',
    ofFile('same.xml'),
    'E_SAME_NAME',
    'remoteClusterName: both clusters are called north',
  ],
  ['with a name that is none', ofFile('slash.xml'), 'E_NAME_REFUSED', 'clusterName: "a/b" is no cluster name'],
  [
    'without a name',
    ofFile('nameless.xml'),
    'E_CONFIG_INVALID',
    'clusterName: missing; give it here or with --cluster',
  ],
];

const good = ['start', '-m', 'primary', '-X', 'good.xml'] as const;

const ARGUMENT_CASES: readonly Case[] = [
  [
    'both names the same on the command line',
    [...good, '--cluster', 'a', '--peer', 'a'],
    'E_SAME_NAME',
    '--peer: both clusters are called a',
  ],
  ['a peer called as the file calls the cluster', [...good, '--peer', 'north'], 'E_SAME_NAME', 'called north'],
  ['a name that is none', [...good, '--peer', 'a b'], 'E_NAME_REFUSED', '--peer: "a b" is no cluster name'],
  [
    'an unknown role',
    ['start', '-m', 'standby', '-X', 'good.xml'],
    'E_USAGE',
    /`sdr start`: .*'standby' is invalid. Allowed choices are primary, disaster_standby/.source,
  ],
  ['no role', ['start', '-X', 'good.xml'], 'E_USAGE', '`sdr start`: which role? -m primary or -m disaster_standby'],
  ['two files for one cluster', [...good, '-X', 'peer.xml'], 'E_USAGE', 'several files are given'],
  ['both and one file', ['start', '--both', '-X', 'good.xml'], 'E_USAGE', '--both wants two files'],
  [
    'both and the plan of one',
    ['start', '--both', '-X', 'good.xml', '-X', 'peer.xml', '--plan', 'a'.repeat(64)],
    'E_USAGE',
    'a plan is of one cluster',
  ],
  ['both and a role', [...good, '--both', '-X', 'peer.xml'], 'E_USAGE', '--both gives each cluster its role'],
  [
    'both and two files that are no pair',
    ['start', '--both', '-X', 'good.xml', '-X', 'other_port.xml'],
    'E_NOT_A_PAIR',
    'north expects port 26000, south has 27000',
  ],
  [
    'both and the same file twice',
    ['start', '--both', '-X', 'good.xml', '-X', 'good.xml'],
    'E_NOT_A_PAIR',
    'the peer of north is south, not north',
  ],
  [
    'both and a pair, but no Temporal server',
    ['start', '--both', '-X', 'good.xml', '-X', 'peer.xml'],
    'E_NO_TEMPORAL',
    'no Temporal Service at 127.0.0.1:1: ',
  ],
  [
    'retry for both at once',
    ['retry', '--cluster', 'north~south'],
    'E_USAGE',
    '`sdr retry`: is for one of its clusters: --cluster south',
  ],
  ['abort of three clusters', ['abort', '--cluster', 'a~b~c'], 'E_NAME_REFUSED', '"a~b~c" is no cluster name'],
  ['anew and on', [...good, '-f', '--adopt'], 'E_USAGE', '`sdr start`: -f begins at step 1, --adopt goes on'],
  ['no file', ['start', '-m', 'primary'], 'E_USAGE', 'a configuration is needed: -X FILE or --json FILE'],
  ['a time-out of nothing', [...good, '--time-out', '0'], 'E_USAGE', 'It must be a positive whole number of seconds'],
  ['a negative time-out', [...good, '--time-out=-5'], 'E_USAGE', 'It must be a positive whole number'],
  ['a time-out in words', [...good, '--time-out', '20min'], 'E_USAGE', 'It must be a positive whole number'],
  ['a password', [...good, '-W', 'geheim'], 'E_PASSWORD_IN_ARGV', 'no password is taken'],
  ['a password without a blank before it', [...good, '-Wgeheim'], 'E_PASSWORD_IN_ARGV', 'no password is taken'],
  ['a long password', [...good, '--password=geheim'], 'E_PASSWORD_IN_ARGV', 'no password is taken'],
  ['no Temporal server', good, 'E_NO_TEMPORAL', 'no Temporal Service at 127.0.0.1:1: '],
  ['an unknown command', ['stat'], 'E_USAGE', `unknown command 'stat' (Did you mean start?)`],
  ['an unknown option', ['status', '--jason'], 'E_USAGE', `unknown option '--jason' (Did you mean --json?)`],
  ['a name no cluster can have', ['abort', '--cluster', 'a/b'], 'E_NAME_REFUSED', '"a/b" is no cluster name'],
  ['status of a peer that is not watched', ['status', '--cluster', 'a', '--peer', 'b'], 'E_USAGE', 'goes with --watch'],
  ['status of a peer of nobody', ['status', '--peer', 'b', '--watch'], 'E_USAGE', 'goes with --watch and --cluster'],
  ['status of a pair of one', ['status', '--cluster', 'a', '--peer', 'a', '--watch'], 'E_SAME_NAME', 'are both a'],
  ['query of nobody', ['query'], 'E_USAGE', 'which cluster?'],
  ['a worker of nobody', ['worker'], 'E_USAGE', 'which cluster?'],
  ['a worker of two', ['worker', '--cluster', 'a', '-X', 'good.xml'], 'E_USAGE', 'cannot be used with option'],
  ['a worker of two files', ['worker', '--json', 'x', '-X', 'good.xml'], 'E_USAGE', 'cannot be used with option'],
  ['a worker of a file without a name', ['worker', '-X', 'nameless.xml'], 'E_CONFIG_INVALID', 'clusterName: missing'],
  ['a worker of a file that is none', ['worker', '--json', 'no.json'], 'E_CONFIG_SYNTAX', 'this is no JSON'],
];

/** Arguments that are files stand in the test's directory. */
const placed = (args: readonly string[]): string[] =>
  args.map((word) => (word === '.' ? `${directory}/` : /^\w+\.(xml|json)$/.test(word) ? at(word) : word));

const literal = (text: string): RegExp =>
  new RegExp(text.includes('.*') ? text : text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));

const refuses = async (_: string, args: readonly string[], code: ErrorCode, finding: string): Promise<void> => {
  const end = await sdr(placed(args));
  expectRefusal(end, code, literal(finding));
  expect(end.stderr).not.toContain('geheim');
};

describe('a configuration file', () => {
  test.concurrent.each(FILE_CASES)('%s is refused', refuses);
});

describe('a command line with', () => {
  test.concurrent.each(ARGUMENT_CASES)('%s is refused', refuses);
});

test.concurrent('a program is told of an error as JSON, with code, exit status, message, hint and place', async () => {
  const end = await sdr(['start', '--output', 'json']);
  expect({ ...end, stderr: JSON.parse(end.stderr) as unknown }).toEqual({
    exit: 2,
    stdout: '',
    stderr: {
      error: {
        code: 'E_USAGE',
        exit: 2,
        message: '`sdr start`: which role? -m primary or -m disaster_standby; --both starts both clusters',
        hint: 'See the command with --help.',
        command: 'sdr start',
      },
    },
  });
});
