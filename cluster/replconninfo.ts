import { SdrError } from '../domain/errors.js';
import { haPort, heartbeatPort, servicePort, type NodeAddress, type Port } from '../domain/topology.js';

/**
 * `replconninfo1` to `replconninfo8`: to whom a datanode may be connected. The server wants exactly these keys in this
 * order, one blank between them, and stops reading at the first unset slot.
 */
export interface ReplConnInfo {
  readonly localhost: string;
  readonly localport: number;
  readonly localheartbeatport: number;
  readonly localservice: number;
  readonly remotehost: string;
  readonly remoteport: number;
  readonly remoteheartbeatport: number;
  readonly remoteservice: number;
  readonly iscascade: boolean;
  readonly iscrossregion: boolean;
}

export const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
export type Slot = (typeof SLOTS)[number];

export const slotName = (slot: Slot): string => `replconninfo${slot}`;

const HOSTS = ['localhost', 'remotehost'] as const;
const ORDER = [
  'localhost',
  'localport',
  'localheartbeatport',
  'localservice',
  'remotehost',
  'remoteport',
  'remoteheartbeatport',
  'remoteservice',
  'iscascade',
  'iscrossregion',
] as const;

export const formatReplConnInfo = (info: ReplConnInfo): string =>
  ORDER.map((key) => `${key}=${String(info[key])}`).join(' ');

/** Undefined when the value lacks a host or a port; the two flags may be missing, as before the first start. */
export const parseReplConnInfo = (value: string): ReplConnInfo | undefined => {
  const fields = new Map(
    value
      .trim()
      .split(/\s+/)
      .map((field) => field.split('=', 2) as [string, string]),
  );
  const number = (key: string): number => Number(fields.get(key) ?? Number.NaN);
  const info = {
    localhost: fields.get('localhost') ?? '',
    localport: number('localport'),
    localheartbeatport: number('localheartbeatport'),
    localservice: number('localservice'),
    remotehost: fields.get('remotehost') ?? '',
    remoteport: number('remoteport'),
    remoteheartbeatport: number('remoteheartbeatport'),
    remoteservice: number('remoteservice'),
    iscascade: fields.get('iscascade') === 'true',
    iscrossregion: fields.get('iscrossregion') === 'true',
  };
  const complete = ORDER.slice(0, 8).every((key) =>
    key === 'localhost' || key === 'remotehost' ? info[key] !== '' : Number.isInteger(info[key]),
  );
  return complete && HOSTS.every((key) => info[key] !== '') ? info : undefined;
};

/** One end of a connection to the other cluster. */
export interface CrossRegion {
  readonly own: NodeAddress;
  readonly ownPort: Port<'base'>;
  readonly peers: readonly NodeAddress[];
  readonly peerPort: Port<'base'>;
}

export interface SlotChange {
  readonly slot: Slot;
  readonly value: string;
}

/**
 * What to write so that a datanode knows its own cluster as cascade and every node of the peer as another region: the
 * slots in use first (rewritten with both flags), then one slot per peer node. A peer's entry that is there already, from
 * an earlier entry of this start, keeps its slot.
 * @param found the values of slots 1 to 8, null where unset
 * @throws SdrError E_NO_FREE_REPLCONNINFO
 */
export const planSlots = (found: readonly (string | null)[], link: CrossRegion): readonly SlotChange[] => {
  const parsed = SLOTS.map((slot) => ({ slot, info: parseReplConnInfo(found[slot - 1] ?? '') })).filter(
    (entry): entry is { slot: Slot; info: ReplConnInfo } => entry.info !== undefined,
  );
  const inside = parsed.filter(({ info }) => !info.iscrossregion);
  const rewritten = inside.map(({ slot, info }) => ({
    slot,
    value: formatReplConnInfo({ ...info, iscascade: true, iscrossregion: false }),
  }));
  const taken = new Set(inside.map(({ slot }) => slot));
  const free = SLOTS.filter((slot) => !taken.has(slot));
  const added = link.peers.map((peer, index) => {
    const slot = free[index];
    if (slot === undefined) {
      throw new SdrError(
        'E_NO_FREE_REPLCONNINFO',
        `${taken.size} of ${SLOTS.length} replconninfo are in use, ${link.peers.length} more are needed for the peer’s nodes`,
      );
    }
    return { slot, value: formatReplConnInfo(crossRegion(link, peer)) };
  });
  return [...rewritten, ...added];
};

const crossRegion = ({ own, ownPort, peerPort }: CrossRegion, peer: NodeAddress): ReplConnInfo => ({
  localhost: own.dataIp,
  localport: haPort(ownPort),
  localheartbeatport: heartbeatPort(ownPort),
  localservice: servicePort(ownPort),
  remotehost: peer.dataIp,
  remoteport: haPort(peerPort),
  remoteheartbeatport: heartbeatPort(peerPort),
  remoteservice: servicePort(peerPort),
  iscascade: false,
  iscrossregion: true,
});
