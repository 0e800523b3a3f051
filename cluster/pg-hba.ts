import type { NodeAddress } from '../domain/topology.js';

/**
 * Lines of pg_hba.conf that let the two clusters replicate, in the order and with the blanks (four) in which the
 * original hands them to `gs_guc -h`.
 */
export interface HbaWish {
  /** The OS user of the cluster, who is its initial database user too. */
  readonly osUser: string;
  /** The node whose datanode gets the lines. */
  readonly own: NodeAddress;
  readonly nodes: readonly NodeAddress[];
  readonly peers: readonly NodeAddress[];
}

const GAP = '    ';
const line = (...fields: readonly string[]): string => fields.join(GAP);

export const hbaLines = ({ osUser, own, nodes, peers }: HbaWish): readonly string[] => {
  const others = nodes.filter(({ ip }) => ip !== own.ip);
  const insideIps = unique([own, ...others].flatMap(({ ip, dataIp }) => [ip, dataIp]));
  return unique([
    ...insideIps.flatMap((ip) => [
      line('host', 'all', osUser, `${ip}/32`, 'trust'),
      line('host', 'all', 'all', `${ip}/32`, 'sha256'),
    ]),
    ...unique([own, ...others].map(({ dataIp }) => dataIp)).map((ip) =>
      line('host', 'replication', osUser, `${ip}/32`, 'trust'),
    ),
    ...peerLines(osUser, peers),
  ]);
};

/** Those of them that let the peer's nodes in. */
export const peerLines = (osUser: string, peers: readonly NodeAddress[]): readonly string[] =>
  unique(
    unique(peers.map(({ dataIp }) => dataIp)).flatMap((ip) => [
      line('host', 'all', osUser, `${ip}/32`, 'trust'),
      line('host', 'replication', osUser, `${ip}/32`, 'trust'),
      line('host', 'all', 'all', `${ip}/32`, 'sha256'),
      line('host', 'replication', 'all', networkOf(ip), 'sha256'),
    ]),
  );

/** Lines that refuse connections from one of these addresses: they may stand before those that let them in. */
export const refusals = (file: string, addresses: readonly string[]): readonly string[] =>
  file
    .split('\n')
    .map(normal)
    .filter((text) => {
      const [type, , , address = '', ...rest] = text.split(' ');
      if (type === undefined || !type.startsWith('host') || !rest.slice(0, 2).includes('reject')) return false;
      const mask = rest[0] === 'reject' ? undefined : rest[0];
      return addresses.some((ip) => covers(address, mask, ip));
    });

/** `all`, `A.B.C.D/N`, or an address with a mask beside it. */
const covers = (address: string, mask: string | undefined, ip: string): boolean => {
  if (address === 'all') return true;
  const [network = '', length] = address.split('/');
  const bits = length === undefined ? (mask === undefined ? ALL_BITS : numberOf(mask)) : bitsOf(Number(length));
  return /^[\d.]+$/.test(network) && (numberOf(network) & bits) === (numberOf(ip) & bits);
};

const ALL_BITS = -1;

const bitsOf = (length: number): number => (length <= 0 ? 0 : ALL_BITS << (32 - length));

const numberOf = (ip: string): number => ip.split('.').reduce((number, part) => (number << 8) | Number(part), 0);

/** A.B.0.0/16 of an IPv4 address, as the original opens it for the build's own user. */
const networkOf = (ip: string): string => `${ip.split('.').slice(0, 2).join('.')}.0.0/16`;

/** The wanted lines that the file does not have yet, compared field by field. */
export const missingLines = (file: string, wanted: readonly string[]): readonly string[] => {
  const present = new Set(file.split('\n').map(normal));
  return wanted.filter((wish) => !present.has(normal(wish)));
};

/** `gs_guc -h` writes over a line for the same type, database, user and address, whatever its method (openGauss, pg_hba.cpp). */
export const replacedBy = (file: string, added: readonly string[]): readonly string[] => {
  const [clients, same] = [new Set(added.map(clientsOf)), new Set(added.map(normal))];
  return unique(file.split('\n').filter((text) => clients.has(clientsOf(text)) && !same.has(normal(text))));
};

/**
 * The file without these lines, and with those they had replaced in their places: comments and everything else stay as they
 * are.
 */
export const withoutLines = (file: string, removed: readonly string[], replaced: readonly string[] = []): string => {
  const gone = new Set(removed.map(normal));
  const before = new Map(replaced.map((text) => [clientsOf(text), text]));
  return file
    .split('\n')
    .flatMap((text) => (gone.has(normal(text)) && normal(text) !== '' ? (before.get(clientsOf(text)) ?? []) : [text]))
    .join('\n');
};

const clientsOf = (text: string): string => normal(text).split(' ').slice(0, CLIENT_FIELDS).join(' ');
/** Type, database, user, address. */
const CLIENT_FIELDS = 4;

const normal = (text: string): string => (text.trimStart().startsWith('#') ? '#' : text.trim().replaceAll(/\s+/g, ' '));

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
