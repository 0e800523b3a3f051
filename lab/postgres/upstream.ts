import { join } from 'node:path';
import { readText } from '../files/atomic.js';
import { parameters, unquoted } from '../files/parameter-file.js';
import { wiringOf } from '../network/wiring.js';
import { nodesOf, type LabNode, type LabTopology } from '../topology.js';
import type { LocalRole, Mode } from './instance.js';
import { connectClient, type Login } from './sql.js';

/** A slot of replconninfo, as far as the lab needs it. */
export interface Peer {
  readonly node: LabNode;
  readonly crossRegion: boolean;
}

/** The peers of a datanode in the order of their slots; reading stops at the first unset slot, as the server's does. */
export const peersOf = (topology: LabTopology, node: LabNode): readonly Peer[] => {
  const values = parameters(readText(join(node.datanode.directory, 'postgresql.conf')) ?? '');
  const peers: Peer[] = [];
  for (let slot = 1; slot <= 8; slot++) {
    const value = values.get(`replconninfo${slot}`);
    if (value === undefined) break;
    const text = unquoted(value);
    const host = /(?:^|\s)remotehost=(\S+)/.exec(text)?.[1];
    const target = nodesOf(topology).find(({ dataIp, ip }) => dataIp === host || ip === host);
    if (target !== undefined) peers.push({ node: target, crossRegion: /iscrossregion=true/.test(text) });
  }
  return peers;
};

/** Which peers a datanode of this mode may stream from, and in which role. */
const WANTED: Readonly<Partial<Record<Mode, { readonly crossRegion: boolean; readonly roles: readonly LocalRole[] }>>> =
  {
    standby: { crossRegion: false, roles: ['Primary'] },
    hadr_main_standby: { crossRegion: true, roles: ['Primary'] },
    cascade_standby: { crossRegion: false, roles: ['Main Standby'] },
  };

/** The peer to stream from: the first with the right role; when none answers, the first there is. */
export const findUpstream = async (topology: LabTopology, node: LabNode, mode: Mode): Promise<string | undefined> => {
  const wanted = WANTED[mode];
  if (wanted === undefined) return undefined;
  const peers = peersOf(topology, node).filter(({ crossRegion }) => crossRegion === wanted.crossRegion);
  const roles = await Promise.all(peers.map((peer) => roleSeen(topology, node, peer.node)));
  const index = roles.findIndex((role) => role !== undefined && wanted.roles.includes(role));
  return (peers[index] ?? peers[0])?.node.name;
};

/** The role another datanode answers over the network, or nothing when it does not. */
export const roleSeen = async (
  topology: LabTopology,
  from: LabNode,
  to: LabNode,
  login?: Login,
): Promise<LocalRole | undefined> => {
  try {
    const client = await connectClient({
      ...wiringOf(topology).outgoing(from, to),
      user: topology.user.name,
      ...login,
    });
    try {
      const { rows } = await client.query<{ role: LocalRole }>(`select current_setting('lab.role') as role`);
      return rows[0]?.role;
    } finally {
      await client.end();
    }
  } catch {
    return undefined;
  }
};
