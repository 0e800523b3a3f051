import type { NodeAddress } from '../domain/topology.js';
import { checkGuc } from './gs-guc.js';
import type { Host } from './host/host.js';
import { SLOTS, parseReplConnInfo, slotName } from './replconninfo.js';

/**
 * The values of replconninfo1 and so on, null where unset: as many as it takes to find a place for every peer node,
 * because each one costs a call of the tool. An entry towards somebody else is no place.
 */
export const readSlots = async (
  host: Host,
  directory: string,
  peers: readonly NodeAddress[],
  signal?: AbortSignal,
): Promise<readonly (string | null)[]> => {
  const values: (string | null)[] = [];
  for (const slot of SLOTS) {
    if (placesIn(values, peers) >= peers.length) break;
    values.push(await checkGuc(host, directory, slotName(slot), signal));
  }
  return values;
};

const placesIn = (values: readonly (string | null)[], peers: readonly NodeAddress[]): number => {
  const infos = values.map((value) => (value === null ? null : parseReplConnInfo(value)));
  const towards = ({ dataIp }: NodeAddress): boolean =>
    infos.some((info) => info?.iscrossregion === true && info.remotehost === dataIp);
  return infos.filter((info) => info === null).length + peers.filter(towards).length;
};
