import type { ClusterPair, ClusterSide } from 'durable-sdr/contract';
import { configurationOf, type Server } from '../entry-point/configuration.js';
import type { HAProxy } from '../entry-point/haproxy.js';
import { primaryAmong, type Database } from './business.js';

export interface Serving {
  readonly readWrite: ClusterPair;
  readonly readOnly: ClusterPair;
}

/** Writes go to the one node that takes them, reads to all nodes of the other cluster. Twice: the same again. */
export const moveEntryPoint = async (
  proxy: HAProxy,
  database: Database,
  { readWrite, readOnly }: Serving,
): Promise<string> => {
  const primary = await primaryAmong(serversOf(readWrite.local), database);
  const entryPoint = { readWrite: [primary], readOnly: serversOf(readOnly.local) };
  await proxy.configure(configurationOf(entryPoint, proxy.frontends));
  return `writes go to ${readWrite.cluster} (${primary.address}), reads to ${readOnly.cluster}`;
};

const serversOf = ({ port, shards }: ClusterSide): readonly Server[] =>
  shards.flat().map(({ ip }) => ({ address: ip, port }));
