import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { valueOf, type Read } from '../../../domain/config/fault.js';
import { readJson } from '../../../domain/config/from-json.js';
import { readXml } from '../../../domain/config/from-xml.js';
import { SdrError } from '../../../domain/errors.js';
import type { ClusterPair } from '../../../domain/topology.js';

/** Good configurations with something wrong put in: a pair or an error of ours, whatever it is. */
const PARAMS = {
  dataPortBase: '26000',
  localStreamIpmap1: '(10.1.1.1,10.1.2.1)',
  remoteStreamIpmap1: '(10.2.1.1,10.2.2.1)',
  remotedataPortBase: '26100',
};
type Params = Readonly<Partial<typeof PARAMS>>;

const xml = (params: Params): string =>
  `<ROOT><CLUSTER><PARAM name="clusterName" value="a"/><PARAM name="remoteClusterName" value="b"/></CLUSTER><DEVICELIST><DEVICE sn="1"><PARAM name="backIp1" value="10.1.1.1"/>${Object.entries(
    params,
  )
    .map(([name, value]) => `<PARAM name="${name}" value="${value}"/>`)
    .join('')}</DEVICE></DEVICELIST></ROOT>`;

const ours = (read: () => Read<ClusterPair>): void => {
  try {
    valueOf(read(), 'f');
  } catch (error) {
    expect(error).toBeInstanceOf(SdrError);
    expect((error as SdrError).code).toMatch(/^E_(CONFIG_SYNTAX|CONFIG_INVALID|SAME_NAME|NAME_REFUSED)$/);
  }
};

const odd = fc.oneof(
  fc.constantFrom(
    '<__proto__/>',
    '<PARAM name="__proto__" value="x"/>',
    '<constructor>',
    '<!DOCTYPE x [<!ENTITY e "x">]>',
    '&e;',
    '"',
    '<',
    '\0',
    '$(id)',
    '<![CDATA[',
  ),
  fc.string({ unit: 'binary', maxLength: 10 }),
);

test.each([
  ['XML', xml(PARAMS), readXml],
  [
    'JSON',
    JSON.stringify({
      clusterName: 'a',
      remoteClusterName: 'b',
      localClusterConf: { port: 26000, shards: [[{ ip: '10.1.1.1', dataIp: '10.1.2.1' }]] },
      remoteClusterConf: { port: 26000, shards: [[{ ip: '10.2.1.1', dataIp: '10.2.2.1' }]] },
    }),
    readJson,
  ],
] as const)('%s with any piece replaced is read or refused by code', (_, good, read) => {
  valueOf(read(good), 'f');
  fc.assert(
    fc.property(fc.nat(good.length), fc.nat(30), odd, (from, length, piece) => {
      ours(() => read(good.slice(0, from) + piece + good.slice(from + length)));
    }),
    { numRuns: 300 },
  );
});

test('every PARAM that is wrong or missing is told of, each by its name', () => {
  const names = Object.keys(PARAMS) as (keyof typeof PARAMS)[];
  const wrong = fc.subarray(names, { minLength: 1 });
  fc.assert(
    fc.property(wrong, fc.constantFrom(undefined, 'x', '(', '99999999', '$(id)'), (bad, value) => {
      const params = Object.fromEntries(
        names.flatMap((name) =>
          !bad.includes(name) ? [[name, PARAMS[name]]] : value === undefined ? [] : [[name, value]],
        ),
      );
      const read = readXml(xml(params));
      expect(read.kind === 'faults' ? [...new Set(read.faults.map(({ place }) => place))].toSorted() : []).toEqual(
        [...bad].toSorted(),
      );
    }),
  );
});
