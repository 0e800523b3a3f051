import type { SlotSeen } from '../domain/check/facts.js';
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

/** Ports of four or five digits: the tool takes no others. */
const PORT = /^\d{4,5}$/;
const isHost = (key: string): key is 'localhost' | 'remotehost' => key === 'localhost' || key === 'remotehost';
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

export const formatReplConnInfo = (info: ReplConnInfo): string => format(info, ORDER);

/** As it was before the cluster took part in disaster recovery: without the two flags. */
const formatPlain = (info: ReplConnInfo): string => format(info, ORDER.slice(0, 8));

const format = (info: ReplConnInfo, keys: readonly (keyof ReplConnInfo)[]): string =>
  keys.map((key) => `${key}=${String(info[key])}`).join(' ');

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
    isHost(key) ? info[key] !== '' : PORT.test(fields.get(key) ?? ''),
  );
  return complete ? info : undefined;
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

/** What stands in a slot. `other` is what this project does not understand, and therefore leaves alone. */
type Entry =
  | { readonly kind: 'free'; readonly slot: Slot }
  | { readonly kind: 'own cluster' | 'other region'; readonly slot: Slot; readonly info: ReplConnInfo }
  | { readonly kind: 'other'; readonly slot: Slot };

/**
 * What to write so that a datanode knows its own cluster as cascade and every node of the peer as another region: the
 * slots of its own cluster first (rewritten with both flags), then one slot per peer node. A peer's entry that is there
 * already, from an earlier entry of this start, keeps its slot. What belongs to others stays as it is.
 * @param found the values of slots 1 to 8, null where unset
 * @throws SdrError E_NO_FREE_REPLCONNINFO
 */
export const planSlots = (found: readonly (string | null)[], link: CrossRegion): readonly SlotChange[] => {
  const entries = SLOTS.map((slot) => entryOf(slot, found[slot - 1] ?? ''));
  const known = link.peers.map(({ dataIp }) => slotTowards(entries, dataIp));
  const free = entries.filter(({ kind }) => kind === 'free').map(({ slot }) => slot);
  const wanting = known.filter((slot) => slot === undefined).length;
  if (wanting > free.length) {
    throw new SdrError(
      'E_NO_FREE_REPLCONNINFO',
      `${SLOTS.length - free.length} of ${SLOTS.length} replconninfo are in use, ${wanting} more are needed for the peer’s nodes`,
    );
  }
  const added = link.peers.flatMap((peer, index) => {
    const slot = known[index] ?? free.shift();
    return slot === undefined ? [] : [{ slot, value: formatReplConnInfo(crossRegion(link, peer)) }];
  });
  return [...ownCluster(entries, (info) => formatReplConnInfo({ ...info, iscascade: true })), ...added];
};

/** The inverse: entries of another region are unset (null), those of the own cluster lose their flags. */
export const planRemoval = (
  found: readonly (string | null)[],
): readonly { readonly slot: Slot; readonly value: string | null }[] => {
  const entries = SLOTS.map((slot) => entryOf(slot, found[slot - 1] ?? ''));
  const removed = entries.filter(({ kind }) => kind === 'other region').map(({ slot }) => ({ slot, value: null }));
  return [...ownCluster(entries, formatPlain), ...removed];
};

/** Slots as `check` shows them; nothing is written. */
export const describeSlots = (found: readonly (string | null)[]): readonly SlotSeen[] =>
  SLOTS.slice(0, found.length).map((slot): SlotSeen => {
    const entry = entryOf(slot, found[slot - 1] ?? '');
    switch (entry.kind) {
      case 'free':
        return { slot, kind: 'free' };
      case 'other':
        return { slot, kind: 'not understood' };
      case 'own cluster':
      case 'other region':
        return { slot, kind: entry.kind, localhost: entry.info.localhost, remotehost: entry.info.remotehost };
    }
  });

const entryOf = (slot: Slot, value: string): Entry => {
  if (value.trim() === '') return { kind: 'free', slot };
  const info = parseReplConnInfo(value);
  if (info === undefined) return { kind: 'other', slot };
  return { kind: info.iscrossregion ? 'other region' : 'own cluster', slot, info };
};

const slotTowards = (entries: readonly Entry[], dataIp: string): Slot | undefined =>
  entries.find((entry) => entry.kind === 'other region' && entry.info.remotehost === dataIp)?.slot;

const ownCluster = (entries: readonly Entry[], value: (info: ReplConnInfo) => string): readonly SlotChange[] =>
  entries.flatMap((entry) => (entry.kind === 'own cluster' ? [{ slot: entry.slot, value: value(entry.info) }] : []));

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
