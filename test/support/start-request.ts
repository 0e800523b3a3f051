import type { StartRequest } from '../../domain/start/request.js';
import { basePort, clusterName, type ClusterName, type ClusterPair, type Port } from '../../domain/topology.js';

export const named = (text: string): ClusterName => clusterName(text)!;
export const port = (value: number): Port<'base'> => basePort(value)!;

const nodes = (net: number) => [1, 2, 3].map((n) => ({ ip: `10.${net}.1.${n}`, dataIp: `10.${net}.2.${n}` }));

export const north = { port: port(26000), shards: [nodes(1)] };
export const south = { port: port(26000), shards: [nodes(2)] };

let pairs = 0;

/** Two clusters with names no other test uses. */
export const pairFor = (role: StartRequest['role']): ClusterPair => {
  const n = ++pairs;
  const [northern, southern] = [named(`north-${n}`), named(`south-${n}`)];
  return role === 'primary'
    ? { cluster: northern, peer: southern, local: north, remote: south }
    : { cluster: southern, peer: northern, local: south, remote: north };
};

export const startRequest = (role: StartRequest['role'], changes: Partial<StartRequest> = {}): StartRequest => {
  const pair = pairFor(role);
  return {
    action: 'start',
    role,
    pair,
    hadrUser: 'hadr',
    timeOutSeconds: 5,
    onFailure: 'park',
    fresh: false,
    ...(role === 'disaster_standby' && { overwrite: { confirmed: pair.cluster, despiteSessions: false } }),
    ...changes,
  };
};
