import { nodesOf, type ClusterPair, type NodeAddress } from '../topology.js';
import type { NodeFacts, SideFacts } from './facts.js';
import { unseen } from './seen.js';

/** A cluster that nobody could look at: every check of it says why. */
export const unseenSide = (pair: ClusterPair, hadrUser: string, why: string): SideFacts => {
  const fact = unseen(why);
  return {
    pair,
    hadrUser,
    nodes: nodesOf(pair.local).map((address) => unseenNode(pair, address, why)),
    cm: { state: fact, datanodes: fact, servers: fact, agents: fact, backupOpen: fact },
    datanodes: fact,
    primary: { contents: fact, slots: fact, senders: fact, walBytesPerSecond: fact },
    hadr: { password: fact, user: fact, login: fact, stored: fact },
    action: fact,
  };
};

export const unseenNode = ({ remote }: ClusterPair, address: NodeAddress, why: string): NodeFacts => {
  const fact = unseen(why);
  return {
    address,
    environment: fact,
    missingTools: fact,
    ownAddresses: fact,
    commit: fact,
    clockAheadMs: fact,
    unwritable: fact,
    locks: fact,
    stepFiles: fact,
    status: fact,
    run: fact,
    upgradeFiles: fact,
    stopMark: fact,
    keyFiles: fact,
    towardsPeer: nodesOf(remote).map(({ dataIp }) => ({
      to: dataIp,
      port: remote.port + 1,
      pinged: fact,
      connected: fact,
    })),
  };
};
