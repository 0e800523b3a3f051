import { LAB_VARIABLE, nodesOf, otherCluster, type LabNode, type LabTopology } from '../../topology.js';
import { hostsFile, passwdFile, shadowFile } from './machine-files.js';
import { NODE_BITS, planOf } from './plan.js';
import { pathOf } from './programs.js';
import { NO_IPV6 } from './router.js';
import { hostKey } from './ssh-keys.js';

/** What makes a namespace a node: its name, addresses and routes, files in /etc of its own, sshd. A shell script that runs in it. */
export const nodeScript = (topology: LabTopology, range: number, node: LabNode): string => {
  const own = planOf(range, node.cluster);
  const peer = planOf(range, otherCluster(node.cluster));
  return [
    `hostname ${node.name}`,
    NO_IPV6,
    // ping of the lab counts on an answer to each datagram.
    `echo 0 >/proc/sys/net/ipv4/icmp_ratelimit`,
    // Who only receives learns that the other end is gone; by default after two hours.
    ...KEEPALIVE.map(([name, value]) => `echo ${value} >/proc/sys/net/ipv4/tcp_keepalive_${name}`),
    `ip -batch - <<'END'`,
    `link set lo up`,
    ...[node.ip, node.dataIp].map((address) => `address add ${address}/${NODE_BITS} dev eth0`),
    `link set eth0 up`,
    `route add default via ${own.gateways[0]}`,
    // What goes to a data address leaves from one: pg_hba.conf has no others.
    `route add ${peer.networks[1]} via ${own.gateways[1]} src ${node.dataIp}`,
    `END`,
    `nft -f - <<'END'`,
    haPort(node),
    `END`,
    `mkdir /run/etc /run/sshd`,
    ...ownFile('passwd', 644, passwdFile(topology, node)),
    ...ownFile('shadow', 600, shadowFile()),
    ...ownFile('hosts', 644, hostsFile(nodesOf(topology))),
    ...write('/run/sshd_config', sshdConfiguration(topology, node)),
    `${pathOf('sshd')} -f /run/sshd_config -E /run/sshd.log`,
    ``,
  ].join('\n');
};

const KEEPALIVE = [
  ['time', 5],
  ['intvl', 2],
  ['probes', 5],
] as const;

/** A datanode of openGauss listens on p+1 too; PostgreSQL has one port. */
const haPort = ({ datanode: { port } }: LabNode): string => {
  const rule = `fib daddr type local tcp dport ${port + 1} dnat to :${port}`;
  return [
    `table ip ha_port {`,
    `  chain arriving { type nat hook prerouting priority -100; ${rule}; }`,
    `  chain local { type nat hook output priority -100; ${rule}; }`,
    `}`,
  ].join('\n');
};

/** In place of this machine's, for processes of the node only. */
const ownFile = (name: string, mode: number, text: string): readonly string[] => [
  ...write(`/run/etc/${name}`, text),
  `chmod ${mode} /run/etc/${name}`,
  `if [ -e /etc/${name} ]; then mount --bind /run/etc/${name} /etc/${name}; fi`,
];

const write = (path: string, text: string): readonly string[] => [`cat >${path} <<'END'`, text.trimEnd(), `END`];

/** As installed, but for keys only, as one user only. What runs over ssh is marked for the log of calls. */
const sshdConfiguration = ({ directory, user }: LabTopology, node: LabNode): string =>
  [
    `AddressFamily inet`,
    `HostKey "${hostKey(directory, node.name)}"`,
    `AllowUsers ${user.name}`,
    `AuthenticationMethods publickey`,
    `UsePAM no`,
    `UseDNS no`,
    `PidFile none`,
    `PrintMotd no`,
    `SetEnv "${LAB_VARIABLE}=${directory}" SDR_LAB_SSH=1`,
    `Subsystem sftp internal-sftp`,
  ].join('\n');
