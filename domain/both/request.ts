import { SdrError } from '../errors.js';
import type { StartRequest } from '../start/request.js';
import type { ClusterPair, ClusterSide } from '../topology.js';

/** What an operator asks for with `sdr start --both`: both sides' starts, as one. */
export interface BothRequest {
  readonly action: 'start';
  readonly primary: StartRequest;
  readonly standby: StartRequest;
  /** Who asks, for the records. */
  readonly by?: string;
}

/**
 * Two starts that mirror each other, as one request.
 * @throws SdrError E_NOT_A_PAIR with everything in which they differ
 */
export const bothOf = (primary: StartRequest, standby: StartRequest): BothRequest => {
  const differences = [
    ...(primary.role === 'primary' ? [] : [`${primary.pair.cluster} is to become ${primary.role}`]),
    ...(standby.role === 'disaster_standby' ? [] : [`${standby.pair.cluster} is to become ${standby.role}`]),
    ...mirrored(primary.pair, standby.pair),
    ...mirrored(standby.pair, primary.pair),
  ];
  if (differences.length > 0) throw new SdrError('E_NOT_A_PAIR', differences.join('; '));
  return { action: 'start', primary, standby, ...(primary.by !== undefined && { by: primary.by }) };
};

/** In what the one's idea of its peer differs from what that says of itself. */
export const mirrored = (one: ClusterPair, other: ClusterPair): readonly string[] => [
  ...(one.peer === other.cluster ? [] : [`the peer of ${one.cluster} is ${one.peer}, not ${other.cluster}`]),
  ...(one.remote.port === other.local.port
    ? []
    : [`${one.cluster} expects port ${one.remote.port}, ${other.cluster} has ${other.local.port}`]),
  ...(dataAddresses(one.remote) === dataAddresses(other.local)
    ? []
    : [`${one.cluster} expects ${dataAddresses(one.remote)}, ${other.cluster} has ${dataAddresses(other.local)}`]),
];

const dataAddresses = ({ shards }: ClusterSide): string =>
  shards
    .flat()
    .map(({ dataIp }) => dataIp)
    .toSorted()
    .join(', ');
