import { ERRORS } from '../../errors.js';
import { ROLES } from '../../roles.js';
import { nodesOf } from '../../topology.js';
import { check, list, onDatanodes, onNodes } from '../check.js';
import type { NodeFacts, SideFacts, SlotSeen, WayFacts } from '../facts.js';
import type { Seen } from '../seen.js';

type Asked = (way: WayFacts) => Seen<boolean>;

/** The peer's addresses that this node does not get through to; unseen when nobody could try one of them. */
const unreached = ({ towardsPeer }: NodeFacts, asked: Asked): Seen<readonly WayFacts[]> => {
  const blind = towardsPeer.map(asked).find(({ kind }) => kind === 'unseen');
  if (blind?.kind === 'unseen') return blind;
  return {
    kind: 'seen',
    value: towardsPeer.filter((way) => {
      const answer = asked(way);
      return answer.kind === 'seen' && !answer.value;
    }),
  };
};

/** Of the replconninfo that leave the cluster: those to the peer's data addresses, and the others. */
const leadsTo =
  ({ pair }: SideFacts, where: 'the peer' | 'a third cluster') =>
  ({ kind, remotehost }: SlotSeen): boolean =>
    kind === 'other region' &&
    nodesOf(pair.remote).some(({ dataIp }) => dataIp === remotehost) === (where === 'the peer');

const pinged: Asked = (way) => way.pinged;
const connected: Asked = (way) => way.connected;

const noneReached = (facts: SideFacts, asked: Asked, what: string) =>
  onNodes(
    facts,
    (node) => unreached(node, asked),
    (lost, { address: { dataIp }, towardsPeer }) =>
      towardsPeer.length > 0 && lost.length === towardsPeer.length
        ? `${what} from ${dataIp} to ${lost.map(({ to, port }) => (asked === connected ? `${to}:${port}` : to)).join(', ')}`
        : undefined,
  );

const someLost = (facts: SideFacts, asked: Asked, what: string) =>
  onNodes(
    facts,
    (node) => unreached(node, asked),
    (lost, { address: { dataIp }, towardsPeer }) =>
      lost.length > 0 && lost.length < towardsPeer.length
        ? `${what} from ${dataIp} to ${lost.map(({ to, port }) => (asked === connected ? `${to}:${port}` : to)).join(', ')}`
        : undefined,
  );

/** The way to the peer, and what the datanodes know of it. */
export const REPLICATION_CHECKS = [
  check({
    id: 'peer-pinged',
    title: 'every node reaches the peer over the data network',
    severity: 'error',
    roles: ROLES,
    remedy: 'Open the data network between the clusters in both directions, ICMP too: start asks with ping.',
    source: '`ping -I` from each data address to each of the peer’s',
    judge: (facts) => noneReached(facts, pinged, 'no ping'),
  }),
  check({
    id: 'peer-pinged-everywhere',
    title: 'every node reaches every node of the peer',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Open the ways named: after a switchover inside a cluster they are needed.',
    source: '`ping -I` from each data address to each of the peer’s',
    judge: (facts) => someLost(facts, pinged, 'no ping'),
  }),
  check({
    id: 'peer-port-open',
    title: 'the peer’s HA ports take connections from every node',
    severity: 'error',
    roles: ROLES,
    remedy:
      'Open the peer’s base port + 1 on the data network for this cluster’s data addresses; see that its datanodes run.',
    source: 'a connection from each data address to each of the peer’s HA ports',
    judge: (facts) => noneReached(facts, connected, 'no connection'),
  }),
  check({
    id: 'peer-ports-open-everywhere',
    title: 'every HA port of the peer takes connections from every node',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Open the ways named, or start that datanode: after a switchover inside a cluster they are needed.',
    source: 'a connection from each data address to each of the peer’s HA ports',
    judge: (facts) => someLost(facts, connected, 'no connection'),
  }),
  check({
    id: 'replconninfo-free',
    title: 'every datanode has a replconninfo free for each node of the peer',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_NO_FREE_REPLCONNINFO.hint,
    source: '`gs_guc check -c replconninfoN` on each datanode',
    judge: (facts) =>
      onDatanodes(
        facts,
        ({ replConnInfo }) => replConnInfo,
        (slots) => {
          const known = slots.filter(leadsTo(facts, 'the peer'));
          const free = slots.filter(({ kind }) => kind === 'free').length;
          const needed = nodesOf(facts.pair.remote).length - known.length;
          return free < needed ? `${free} free, ${needed} needed` : undefined;
        },
      ),
  }),
  check({
    id: 'replconninfo-understood',
    title: 'every replconninfo that is set can be read',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Correct that value: the server stops reading at it. start leaves it alone.',
    source: '`gs_guc check -c replconninfoN` on each datanode',
    judge: (facts) =>
      onDatanodes(
        facts,
        ({ replConnInfo }) => replConnInfo,
        (slots) => list(slots.filter(({ kind }) => kind === 'not understood').map(({ slot }) => `replconninfo${slot}`)),
      ),
  }),
  check({
    id: 'replconninfo-own',
    title: 'the datanodes know each other by the configured data addresses',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Make the second address of localStreamIpmap1 (dataIp) the one in replconninfo, or the other way round.',
    source: '`gs_guc check -c replconninfoN` on each datanode',
    judge: (facts) =>
      onDatanodes(
        facts,
        ({ replConnInfo }) => replConnInfo,
        (slots, { address }) => {
          const known = nodesOf(facts.pair.local).flatMap(({ ip, dataIp }) => [ip, dataIp]);
          const strange = slots
            .filter(({ kind }) => kind === 'own cluster')
            .filter(
              ({ localhost = '', remotehost = '' }) =>
                ![address.ip, address.dataIp].includes(localhost) || !known.includes(remotehost),
            );
          return list(
            strange.map(
              ({ slot, localhost, remotehost }) => `replconninfo${slot} is ${localhost ?? ''} → ${remotehost ?? ''}`,
            ),
          );
        },
      ),
  }),
  check({
    id: 'replconninfo-foreign',
    title: 'no replconninfo leads to a third cluster',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Unset what an old relationship left, with `gs_guc reload -c replconninfoN`.',
    source: '`gs_guc check -c replconninfoN` on each datanode',
    judge: (facts) =>
      onDatanodes(
        facts,
        ({ replConnInfo }) => replConnInfo,
        (slots) =>
          list(
            slots
              .filter(leadsTo(facts, 'a third cluster'))
              .map(({ slot, remotehost }) => `replconninfo${slot} leads to ${remotehost ?? ''}`),
          ),
      ),
  }),
  check({
    id: 'hba-lets-peer-in',
    title: 'no line of pg_hba.conf refuses the peer',
    severity: 'warning',
    roles: ROLES,
    remedy: 'Take the line out, or see that start’s own lines come before it.',
    source: 'pg_hba.conf of each datanode',
    judge: (facts) =>
      onDatanodes(
        facts,
        ({ refusals }) => refusals,
        (lines) => list(lines.map((line) => `“${line}”`)),
      ),
  }),
] as const;
