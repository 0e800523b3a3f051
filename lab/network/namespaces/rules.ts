import { otherCluster, type LabClusterName, type LabNode } from '../../topology.js';
import type { Conditions } from '../conditions.js';
import { planOf } from './plan.js';

/** Shell scripts that bring a router or a node from whatever faults it had to those of the conditions. */

/** What a cluster's router does to what leaves for the other cluster, and to what comes from there. */
export const routerFaults = ({ links }: Conditions, cluster: LabClusterName): string => {
  const { drop, bytesPerSecond } = links[cluster];
  const rules = [
    ...(isCut(links) ? ['oifname "wan"', 'iifname "wan"'].flatMap(refused) : []),
    ...(drop ? ['oifname "wan" drop'] : []),
  ];
  return [
    nft(rules.length === 0 ? [] : [`chain passing { type filter hook forward priority filter; ${rules.join('; ')}; }`]),
    bytesPerSecond === undefined ? `tc qdisc del dev wan root 2>/dev/null || :` : slow(bytesPerSecond),
    ``,
  ].join('\n');
};

/** Either one that is cut breaks connections both ways. */
const isCut = ({ north, south }: Conditions['links']): boolean => north.cut || south.cut;

const refused = (direction: string): readonly string[] => [
  `${direction} ip protocol tcp reject with tcp reset`,
  `${direction} drop`,
];

/** A packet at least must fit; what waits for longer than half a second is dropped, as a full queue does. */
const slow = (bytesPerSecond: number): string => {
  const burst = Math.max(3_200, Math.ceil(bytesPerSecond / 100));
  const limit = Math.max(32_768, Math.ceil(bytesPerSecond / 2));
  return `tc qdisc replace dev wan root tbf rate ${bytesPerSecond}bps burst ${burst} limit ${limit}`;
};

/**
 * A node that cannot be reached answers as the router in front of it would: no route. It keeps its way to this machine.
 * Behind a cut, connections that are open end at once: the routers tell an end only when it sends, and one that waits for a
 * build's data never does.
 */
export const nodeFaults = ({ links, unreachable }: Conditions, range: number, { name, cluster }: LabNode): string => {
  const { machine } = planOf(range, cluster).uplink;
  const chains = [
    `chain arriving { type filter hook input priority filter; iifname "eth0" ip saddr != ${machine} reject with icmp type host-unreachable; }`,
    `chain leaving { type filter hook output priority filter; icmp type destination-unreachable accept; oifname "eth0" ip daddr != ${machine} reject with icmp type host-unreachable; }`,
  ];
  const peers = planOf(range, otherCluster(cluster)).networks.map((network) => `dst ${network}`);
  return [
    nft(unreachable.includes(name) ? chains : []),
    ...(isCut(links) ? [`ss --kill --tcp --numeric '${peers.join(' or ')}' >/dev/null`] : []),
    ``,
  ].join('\n');
};

/** One transaction: nothing passes between the old rules and the new ones. */
const nft = (chains: readonly string[]): string =>
  [`nft -f - <<'END'`, `table ip faults`, `delete table ip faults`, `table ip faults {`, ...chains, `}`, `END`].join(
    '\n',
  );
