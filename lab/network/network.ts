import type { Fault } from '../faults/fault.js';
import type { LabNetwork, LabNode, LabTopology } from '../topology.js';
import { namespaces } from './namespaces/network.js';
import { claimNamespaces } from './namespaces/range.js';
import { requireNamespaces } from './namespaces/requirements.js';
import { claimProxies, proxies } from './proxies/network.js';

/**
 * What the nodes of a lab are to each other and to this machine: how a process of a node is started, and how the network
 * between them is made, broken and mended. All that differs between the kinds of labs is behind it, but for what the nodes' own
 * processes need to know (wiring.ts).
 */
export interface Network {
  /** Programs in $GAUSSHOME/bin, beside the tools, for what a machine of its own has by itself: name and shell script. */
  programs(node: LabNode): Readonly<Record<string, string>>;
  /** Once, while the lab is made: files of the nodes that the network needs. */
  prepare(): Promise<void>;
  /** Makes it anew, as the active faults want it; what there was of it is gone. */
  up(): Promise<void>;
  /** Whether this machine gets to the nodes; it need not ask them where it does not. */
  isUp(): boolean;
  /** How a command becomes a process of the node, as the lab's user. @throws SdrError E_LAB_FAILED: the node is not up */
  onNode(node: LabNode, argv: readonly string[], directory: string): Launch;
  /** @throws SdrError E_LAB_FAULT: this network cannot be broken so */
  allow(fault: Fault): void;
  /** What the active faults want counts when this returns. @param struck the fault that has just been made */
  takeUp(struck?: Fault): Promise<void>;
  /** Where a process of the node finds what this machine has at the address, `host:port`. */
  addressOn(node: LabNode, address: string): Promise<string>;
}

/** To be started as it stands, whatever the kind of the lab. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd: string; readonly uid?: number; readonly gid?: number };
}

export const networkOf = (topology: LabTopology): Network => {
  switch (topology.network.kind) {
    case 'proxies':
      return proxies(topology);
    case 'namespaces':
      return namespaces(topology, topology.network.range);
  }
};

export type NetworkKind = LabNetwork['kind'];

/** How a network of that kind begins. */
interface Beginning {
  /** Changes nothing. @throws SdrError E_LAB_NETNS, which says what this machine lacks for it */
  readonly require: () => Promise<void>;
  /** Addresses that no other lab has. */
  readonly claim: (directory: string) => Promise<LabNetwork>;
}

export const BEGINNINGS: Readonly<Record<NetworkKind, Beginning>> = {
  proxies: { require: () => Promise.resolve(), claim: claimProxies },
  namespaces: { require: requireNamespaces, claim: claimNamespaces },
};
