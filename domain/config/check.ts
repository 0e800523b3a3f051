import {
  basePort,
  clusterName,
  type ClusterName,
  type ClusterPair,
  type ClusterSide,
  type NodeAddress,
} from '../topology.js';
import type { Fault, Read } from './fault.js';
import type { RawConfiguration, RawNode, RawSide } from './raw.js';

/** Names given on the command line outrank those in the file. */
export interface Names {
  readonly cluster?: string;
  readonly peer?: string;
}

/** Checks a configuration as a whole and reports all of its faults. */
export const checkConfiguration = (raw: RawConfiguration, names: Names): Read<ClusterPair> => {
  const { faults, add } = collector();
  const cluster = checkName(ownName(raw, names), add);
  const peer = checkName(peerName(raw, names), add);
  if (cluster !== undefined && cluster === peer) {
    add(peerName(raw, names).place, `both clusters are called ${cluster}`, 'E_SAME_NAME');
  }
  const local = checkSide(raw.local, add);
  const remote = checkSide(raw.remote, add);
  if (raw.local.shards.length !== raw.remote.shards.length) {
    add(
      raw.remote.nodesPlace,
      `${raw.remote.shards.length} shards, but ${raw.local.shards.length} in ${raw.local.nodesPlace}`,
    );
  }
  checkApart(raw, add);
  checkKnown(raw, add);
  return faults.length === 0 &&
    cluster !== undefined &&
    peer !== undefined &&
    local !== undefined &&
    remote !== undefined
    ? { kind: 'read', value: { cluster, peer, local, remote } }
    : { kind: 'faults', faults };
};

/** The own cluster's name alone: what a worker needs, also before the file says anything of a peer. */
export const checkOwnName = (raw: Pick<RawConfiguration, 'cluster'>): Read<ClusterName> => {
  const { faults, add } = collector();
  const name = checkName(ownName(raw, {}), add);
  return name === undefined ? { kind: 'faults', faults } : { kind: 'read', value: name };
};

type Add = (place: string, fault: string, code?: Fault['code']) => void;

const collector = (): { readonly faults: readonly Fault[]; readonly add: Add } => {
  const faults: Fault[] = [];
  const add: Add = (place, fault, code) => {
    faults.push({ place, fault, ...(code !== undefined && { code }) });
  };
  return { faults, add };
};

/** A name and where it stands. */
interface Named {
  readonly place: string;
  readonly text: string | undefined;
  readonly option: string;
}

const ownName = (raw: Pick<RawConfiguration, 'cluster'>, { cluster }: Names): Named =>
  named('clusterName', raw.cluster, '--cluster', cluster);

const peerName = (raw: Pick<RawConfiguration, 'peer'>, { peer }: Names): Named =>
  named('remoteClusterName', raw.peer, '--peer', peer);

const named = (place: string, inFile: string | undefined, option: string, given: string | undefined): Named =>
  given === undefined ? { place, text: inFile, option } : { place: option, text: given, option };

const checkName = ({ place, text, option }: Named, add: Add): ClusterName | undefined => {
  if (text === undefined || text === '') {
    add(place, place === option ? 'empty' : `missing; give it here or with ${option}`);
    return undefined;
  }
  const name = clusterName(text);
  if (name === undefined) {
    add(place, `"${text}" is no cluster name: letters, digits, "_", "." and "-", 64 at most`, 'E_NAME_REFUSED');
  }
  return name;
};

const checkSide = ({ port: given, portPlace, shards, nodesPlace }: RawSide, add: Add): ClusterSide | undefined => {
  const port = given === undefined ? undefined : basePort(asNumber(given));
  if (given === undefined) add(portPlace, 'missing');
  else if (port === undefined)
    add(portPlace, `${JSON.stringify(given)} is no base port: a whole number from 1024 to 65530`);
  if (shards.every((shard) => shard.length === 0)) add(nodesPlace, 'names no node');
  const nodes = shards.map((shard) => shard.map((node) => checkNode(node, nodesPlace, add)));
  checkUnique(nodes.flat(), nodesPlace, add);
  return port === undefined
    ? undefined
    : { port, shards: nodes.map((shard) => shard.filter((node) => node !== undefined)) };
};

/** A port may stand as text in XML; text that is not all digits is none. */
const asNumber = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : Number.NaN;

const checkNode = ({ ip, dataIp }: RawNode, place: string, add: Add): NodeAddress | undefined => {
  const addresses = { ip: checkAddress(ip, place, add), dataIp: checkAddress(dataIp, place, add) };
  return addresses.ip !== undefined && addresses.dataIp !== undefined
    ? { ip: addresses.ip, dataIp: addresses.dataIp }
    : undefined;
};

const checkAddress = (value: unknown, place: string, add: Add): string | undefined => {
  if (typeof value === 'string' && isIpv4(value)) return value;
  add(place, `${value === undefined ? 'nothing' : JSON.stringify(value)} is no IPv4 address`);
  return undefined;
};

const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) &&
  text.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part);

const checkUnique = (nodes: readonly (NodeAddress | undefined)[], place: string, add: Add): void => {
  for (const key of ['ip', 'dataIp'] as const) {
    const seen = new Set<string>();
    for (const node of nodes) {
      if (node === undefined) continue;
      if (seen.has(node[key])) add(place, `${node[key]} stands there twice`);
      seen.add(node[key]);
    }
  }
};

/** A cluster cannot be its own peer. */
const checkApart = ({ local, remote }: RawConfiguration, add: Add): void => {
  const own = new Set(local.shards.flat().flatMap(({ ip, dataIp }) => [ip, dataIp]));
  for (const { ip, dataIp } of remote.shards.flat()) {
    const shared = [ip, dataIp].find((address) => own.has(address));
    if (typeof shared === 'string') add(remote.nodesPlace, `${shared} belongs to this cluster itself`);
  }
};

const checkKnown = ({ local, known }: RawConfiguration, add: Add): void => {
  if (known === undefined) return;
  for (const { ip } of local.shards.flat()) {
    if (typeof ip === 'string' && isIpv4(ip) && !known.includes(ip))
      add(local.nodesPlace, `${ip} is no node of this cluster`);
  }
};
