import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SdrError } from '../../../domain/errors.js';
import { valueOf, type Read } from '../../../domain/config/fault.js';
import { readJson } from '../../../domain/config/from-json.js';
import { readXml } from '../../../domain/config/from-xml.js';
import type { ClusterPair } from '../../../domain/topology.js';

const param = (name: string, value: string): string => `<PARAM name="${name}" value="${value}"/>`;

const DEVICE: Readonly<Record<string, string>> = {
  name: 'node1',
  backIp1: '10.1.1.1',
  sshIp1: '10.1.1.1',
  dataPortBase: '26000',
  localStreamIpmap1: '(10.1.1.1,10.1.2.1),(10.1.1.2,10.1.2.2)',
  remoteStreamIpmap1: '(10.2.1.1,10.2.2.1),(10.2.1.2,10.2.2.2)',
  remotedataPortBase: '26100',
};

const xml = (
  device: Readonly<Record<string, string | undefined>> = {},
  cluster = param('clusterName', 'north') + param('remoteClusterName', 'south'),
): string => {
  const params = Object.entries({ ...DEVICE, ...device }).flatMap(([name, value]) =>
    value === undefined ? [] : [param(name, value)],
  );
  return `<?xml version="1.0"?><ROOT><CLUSTER>${cluster}</CLUSTER><DEVICELIST><DEVICE sn="1">${params.join('')}</DEVICE><DEVICE sn="2">${param('backIp1', '10.1.1.2')}</DEVICE></DEVICELIST></ROOT>`;
};

const json = (changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    clusterName: 'north',
    remoteClusterName: 'south',
    localClusterConf: {
      port: 26000,
      shards: [
        [
          { ip: '10.1.1.1', dataIp: '10.1.2.1' },
          { ip: '10.1.1.2', dataIp: '10.1.2.2' },
        ],
      ],
    },
    remoteClusterConf: {
      port: 26100,
      shards: [
        [
          { ip: '10.2.1.1', dataIp: '10.2.2.1', shardNum: '1' },
          { ip: '10.2.1.2', dataIp: '10.2.2.2' },
        ],
      ],
    },
    ...changes,
  });

const PAIR = {
  cluster: 'north',
  peer: 'south',
  local: {
    port: 26000,
    shards: [
      [
        { ip: '10.1.1.1', dataIp: '10.1.2.1' },
        { ip: '10.1.1.2', dataIp: '10.1.2.2' },
      ],
    ],
  },
  remote: {
    port: 26100,
    shards: [
      [
        { ip: '10.2.1.1', dataIp: '10.2.2.1' },
        { ip: '10.2.1.2', dataIp: '10.2.2.2' },
      ],
    ],
  },
};

const faults = (read: Read<ClusterPair>): readonly string[] =>
  read.kind === 'faults' ? read.faults.map(({ place, fault }) => `${place}: ${fault}`) : [];

test('both forms of a configuration give the same pair of clusters', () => {
  expect(valueOf(readXml(xml()), 'x')).toEqual(PAIR);
  expect(valueOf(readJson(json()), 'j')).toEqual(PAIR);
});

test('names on the command line outrank those in the file', () => {
  expect(valueOf(readXml(xml(), { cluster: 'east', peer: 'west' }), 'x')).toMatchObject({
    cluster: 'east',
    peer: 'west',
  });
});

describe('XML', () => {
  test.each([
    ['not XML at all', 'nope', /char 'n' is not expected. \(line 1, column 1\)/],
    ['a tag left open', '<ROOT>\n<A>\n</ROOT>', /line 3/],
    ['other XML', '<a/>', /no ROOT/],
    ['nothing', '', /Start tag expected/],
  ])('%s is told with its place', (_, text, message) => {
    expect(() => readXml(text)).toThrow(message);
    expect(() => readXml(text)).toThrow(expect.objectContaining({ code: 'E_CONFIG_SYNTAX' }));
  });

  test.each([
    [{ localStreamIpmap1: undefined }, 'localStreamIpmap1: this PARAM is missing in the first DEVICE'],
    [{ remotedataPortBase: undefined }, 'remotedataPortBase: missing'],
    [{ dataPortBase: '70000' }, 'dataPortBase: "70000" is no base port: a whole number from 1024 to 65530'],
    [{ dataPortBase: '26000x' }, 'dataPortBase: "26000x" is no base port: a whole number from 1024 to 65530'],
    [
      { remoteStreamIpmap1: '10.2.1.1,10.2.2.1' },
      'remoteStreamIpmap1: "10.2.1.1,10.2.2.1" is not of the form (sshIp,dataIp),(sshIp,dataIp)',
    ],
    [{ remoteStreamIpmap1: '(10.2.1.1,10.2.2.999)' }, 'remoteStreamIpmap1: "10.2.2.999" is no IPv4 address'],
    [{ localStreamIpmap1: '(10.1.1.9,10.1.2.9)' }, 'localStreamIpmap1: 10.1.1.9 is no node of this cluster'],
    [{ remoteStreamIpmap1: '(10.1.1.1,10.1.2.1)' }, 'remoteStreamIpmap1: 10.1.1.1 belongs to this cluster itself'],
    [
      { remoteStreamIpmap1: '(10.2.1.1,10.2.2.1),(10.2.1.1,10.2.2.2)' },
      'remoteStreamIpmap1: 10.2.1.1 stands there twice',
    ],
  ])('a fault is told by place and finding (case %#)', (device, fault) => {
    expect(faults(readXml(xml(device)))).toEqual([fault]);
  });

  test('all faults of a file are told at once, each on its line', () => {
    const read = readXml(xml({ dataPortBase: 'x', remotedataPortBase: undefined, remoteStreamIpmap1: undefined }, ''));
    expect(faults(read)).toHaveLength(5);
    expect(() => valueOf(read, 'cluster.xml')).toThrow(/^cluster\.xml has 5 faults:\n( {2}.+\n){4} {2}.+$/);
  });

  test('that reaches for another file is refused', () => {
    const evil = xml()
      .replace('<ROOT>', '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><ROOT>')
      .replace('"north"', '"&e;"');
    expect(() => readXml(evil)).toThrow('External entities are not supported');
  });
});

describe('JSON', () => {
  test('that is none is told with line and column', () => {
    expect(() => readJson('{\n  "a": 1,\n  b\n}')).toThrow(/line 3,? column 3/);
  });
  test.each([
    [{ localClusterConf: undefined }, 'localClusterConf: Invalid input: expected object, received undefined'],
    [{ clusterName: 'a/b' }, 'clusterName: "a/b" is no cluster name: letters, digits, "_", "." and "-", 64 at most'],
    [{ remoteClusterName: 'north' }, 'remoteClusterName: both clusters are called north'],
    [{ remoteClusterName: undefined }, 'remoteClusterName: missing; give it here or with --peer'],
    [{ remoteClusterConf: { port: 26100, shards: [] } }, 'remoteClusterConf.shards: names no node'],
  ])('a fault is told by place and finding (case %#)', (changes, fault) => {
    expect(faults(readJson(json(changes)))).toContain(fault);
  });
  test('with other shard counts on both sides is a fault', () => {
    const more = {
      port: 26100,
      shards: [[{ ip: '10.2.1.1', dataIp: '10.2.2.1' }], [{ ip: '10.2.1.2', dataIp: '10.2.2.2' }]],
    };
    expect(faults(readJson(json({ remoteClusterConf: more })))).toEqual([
      'remoteClusterConf.shards: 2 shards, but 1 in localClusterConf.shards',
    ]);
  });
});

describe('whatever stands in a file', () => {
  const onlyOurErrors = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof SdrError)) throw error;
    }
  };
  test('is read or refused in our own words', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => onlyOurErrors(() => readXml(text))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => onlyOurErrors(() => readJson(text))));
    fc.assert(fc.property(fc.jsonValue(), (value) => onlyOurErrors(() => readJson(JSON.stringify(value)))));
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, name) =>
        onlyOurErrors(() => readXml(xml({ localStreamIpmap1: value, [name]: value }))),
      ),
    );
  });
  const octet = fc.integer({ min: 0, max: 255 });
  const nodes = (net: number) =>
    fc
      .uniqueArray(fc.tuple(octet, octet), { minLength: 1, maxLength: 4, selector: ([a, b]) => `${a}.${b}` })
      .map((list) => list.map(([a, b]) => ({ ip: `10.${net}.${a}.${b}`, dataIp: `10.${net + 1}.${a}.${b}` })));
  const port = fc.integer({ min: 1024, max: 65_530 });
  test('a good configuration comes back as it was written', () => {
    fc.assert(
      fc.property(nodes(1), nodes(5), port, port, (local, remote, p, q) => {
        const pair = {
          cluster: 'a',
          peer: 'b',
          local: { port: p, shards: [local] },
          remote: { port: q, shards: [remote] },
        };
        const text = JSON.stringify({
          clusterName: 'a',
          remoteClusterName: 'b',
          localClusterConf: pair.local,
          remoteClusterConf: pair.remote,
        });
        expect(valueOf(readJson(text), 'j')).toEqual(pair);
      }),
    );
  });
});
