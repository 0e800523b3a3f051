import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  describeSlots,
  formatReplConnInfo,
  parseReplConnInfo,
  planRemoval,
  planSlots,
} from '../../cluster/replconninfo.js';
import { readSlots } from '../../cluster/read-slots.js';
import { SdrError } from '../../domain/errors.js';
import { basePort } from '../../domain/topology.js';
import { standInNode, type StandInNode } from '../support/stand-in.js';

const PORT = basePort(26_000)!;
const plain = (own: string, other: string): string =>
  `localhost=${own} localport=26001 localheartbeatport=26005 localservice=26004 remotehost=${other} remoteport=26001 remoteheartbeatport=26005 remoteservice=26004`;
const inside = (other: string): string => plain('10.0.0.1', other);
const cross = (other: string): string => `${plain('10.1.0.1', other)} iscascade=false iscrossregion=true`;
const slots = (...values: readonly string[]): (string | null)[] =>
  Array.from({ length: 8 }, (_, index) => values[index] ?? null);

const peers = ['20.0.0.1', '20.0.0.2', '20.0.0.3'].map((dataIp) => ({ ip: `s${dataIp}`, dataIp }));
const link = { own: { ip: '10.0.0.1', dataIp: '10.1.0.1' }, ownPort: PORT, peers, peerPort: PORT };
const apply = (found: (string | null)[], changes: readonly { slot: number; value: string | null }[]) =>
  changes.reduce((all, { slot, value }) => all.with(slot - 1, value), found);

describe('the connections of a datanode', () => {
  const before = slots(inside('10.0.0.2'), inside('10.0.0.3'));

  test('its own cluster becomes cascade, and each peer node gets a slot, in the original’s words', () => {
    expect(planSlots(before, link)).toEqual([
      { slot: 1, value: `${inside('10.0.0.2')} iscascade=true iscrossregion=false` },
      { slot: 2, value: `${inside('10.0.0.3')} iscascade=true iscrossregion=false` },
      { slot: 3, value: cross('20.0.0.1') },
      { slot: 4, value: cross('20.0.0.2') },
      { slot: 5, value: cross('20.0.0.3') },
    ]);
  });

  test('planned again after a re-entry, nothing changes, also when only half was written', () => {
    const all = planSlots(before, link);
    for (let written = 0; written <= all.length; written++) {
      const found = apply(before, all.slice(0, written));
      expect(apply(found, planSlots(found, link))).toEqual(apply(before, all));
    }
  });

  test('a peer keeps its slot when the configuration names the nodes in another order', () => {
    const found = apply(before, planSlots(before, link));
    expect(apply(found, planSlots(found, { ...link, peers: [...peers].reverse() }))).toEqual(found);
  });

  test('what belongs to another cluster, or is not understood, is left alone', () => {
    const found = slots(inside('10.0.0.2'), cross('99.0.0.1'), 'channel=something else');
    const after = apply(found, planSlots(found, link));
    expect(after.slice(1, 3)).toEqual(found.slice(1, 3));
    expect(after.slice(3, 6)).toEqual(peers.map(({ dataIp }) => cross(dataIp)));
  });

  test('too few free slots are an error before anything is written', () => {
    const full = slots(...Array.from({ length: 6 }, (_, index) => inside(`10.0.0.${index + 2}`)));
    expect(() => planSlots(full, link)).toThrow(SdrError);
    expect(() => planSlots(full, link)).toThrow('6 of 8 replconninfo are in use, 3 more are needed');
  });

  test('a datanode without standbys of its own has its peers in the first slots', () => {
    expect(planSlots(slots(), link).map(({ slot }) => slot)).toEqual([1, 2, 3]);
  });

  test('removal puts back what was there', () => {
    const found = apply(before, planSlots(before, link));
    expect(apply(found, planRemoval(found))).toEqual(before);
    expect(planRemoval(slots('channel=something else'))).toEqual([]);
  });
});

test('a value is read back as it was, and any other text is refused without an exception', () => {
  expect(formatReplConnInfo(parseReplConnInfo(cross('20.0.0.1'))!)).toBe(cross('20.0.0.1'));
  for (const broken of ['localport=26001', 'localport=abc', 'remotehost=']) {
    const key = broken.split('=')[0]!;
    expect(parseReplConnInfo(inside('10.0.0.2').replace(new RegExp(`${key}=\\S+`), `${key}=`))).toBeUndefined();
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseReplConnInfo(text)));
});

test('slots are shown with where they lead, and what is not understood as such', () => {
  expect(describeSlots([inside('10.0.0.2'), cross('20.0.0.1'), 'nonsense', null])).toEqual([
    { slot: 1, kind: 'own cluster', localhost: '10.0.0.1', remotehost: '10.0.0.2' },
    { slot: 2, kind: 'other region', localhost: '10.1.0.1', remotehost: '20.0.0.1' },
    { slot: 3, kind: 'not understood' },
    { slot: 4, kind: 'free' },
  ]);
});

describe('of the values on a node', () => {
  let node: StandInNode;
  beforeEach(async () => {
    node = await standInNode();
  });
  afterEach(() => node.remove());

  /** Answers with the value of whichever parameter is asked for. */
  const files = (...values: readonly (string | null)[]): Promise<void> =>
    node.home.program(
      'gs_guc',
      [
        'for name; do :; done',
        'case "$name" in',
        ...values.map(
          (value, index) => `  replconninfo${index + 1}) value="${value === null ? 'NULL' : `'${value}'`}" ;;`,
        ),
        '  *) value=NULL ;;',
        'esac',
        'echo "gs_guc check: node1: $name=$value: [/data/dn/postgresql.conf]"',
      ].join('\n'),
    );

  test('as many are read as it takes to find a place for each peer node', async () => {
    await files(inside('10.0.0.2'), inside('10.0.0.3'), cross('20.0.0.2'));
    expect(await readSlots(node.host, '/data/dn', peers)).toEqual([
      inside('10.0.0.2'),
      inside('10.0.0.3'),
      cross('20.0.0.2'),
      null,
      null,
    ]);
  });

  test('one that leads to a third cluster is no place: what stands behind it is not written over', async () => {
    const others = [cross('30.0.0.1'), cross('30.0.0.2'), cross('30.0.0.3')];
    await files(...others, 'kept');
    const found = await readSlots(node.host, '/data/dn', peers);
    expect(found).toEqual([...others, 'kept', null, null, null]);
    expect(planSlots(found, link).map(({ slot }) => slot)).toEqual([5, 6, 7]);
  });
});
