import type { LabNode, LabTopology } from '../topology.js';
import { namespaceWiring } from './namespaces/wiring.js';
import { proxyWiring } from './proxies/wiring.js';

/** How a process of a node gets to other nodes. */
export interface Wiring {
  /** Where a node's connections to another one's HA port begin; they arrive from the node's data address. */
  outgoing(from: LabNode, to: LabNode): { readonly host: string; readonly port: number };
  /** One echo between data addresses. @returns milliseconds there and back; undefined when it was lost within the limit */
  echo(from: LabNode, to: LabNode, limitMs: number): Promise<number | undefined>;
}

export const wiringOf = (topology: LabTopology): Wiring => {
  switch (topology.network.kind) {
    case 'proxies':
      return proxyWiring(topology);
    case 'namespaces':
      return namespaceWiring();
  }
};
