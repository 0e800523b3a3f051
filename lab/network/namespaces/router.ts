import { LAB_CLUSTERS, otherCluster, type LabCluster } from '../../topology.js';
import { NODE_BITS, planOf, portOf, routerOf, wanAddress } from './plan.js';

/** The process in whose namespaces a node or a router lies: there go the other ends of links. */
export type Entrance = (place: string) => number;

/**
 * What makes a namespace the router of a cluster, as a shell script that runs in it. The first router makes the link
 * to the other one, which is made after it.
 */
export const routerScript = (range: number, { name, nodes }: LabCluster, entrance: Entrance): string => {
  const plan = planOf(range, name);
  const peer = planOf(range, otherCluster(name));
  return [
    `hostname ${routerOf(name)}`,
    NO_IPV6,
    `echo 1 >/proc/sys/net/ipv4/ip_forward`,
    `ip -batch - <<'END'`,
    `link set lo up`,
    `link add lan type bridge`,
    ...plan.gateways.map((address) => `address add ${address}/${NODE_BITS} dev lan`),
    `link set lan up`,
    ...nodes.flatMap((node) => [
      `link add ${portOf(node)} type veth peer name eth0 netns ${entrance(node.name)}`,
      `link set ${portOf(node)} master lan up`,
    ]),
    ...(name === LAB_CLUSTERS[0]
      ? [`link add wan type veth peer name wan netns ${entrance(routerOf(peer.cluster))}`]
      : []),
    `address add ${wanAddress(range, name)}/30 dev wan`,
    `link set wan up`,
    `address add ${plan.uplink.router}/30 dev uplink`,
    `link set uplink up`,
    `END`,
    ``,
  ].join('\n');
};

/** Both ends of the link between the routers must be up before a route can lead over it. */
export const routesScript = (range: number, { name }: LabCluster): string => {
  const peer = otherCluster(name);
  const { networks } = planOf(range, peer);
  return networks.map((network) => `ip route add ${network} via ${wanAddress(range, peer)}\n`).join('');
};

/** The lab's addresses are of version 4; others would only be waited for. */
export const NO_IPV6 = [
  `for all in /proc/sys/net/ipv6/conf/*/disable_ipv6; do`,
  `  if [ -e "$all" ]; then echo 1 >"$all"; fi`,
  `done`,
].join('\n');
