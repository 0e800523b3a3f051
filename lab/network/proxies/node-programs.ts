import { faultsDirectory } from '../../faults/active.js';
import { LAB_VARIABLE, NODE_VARIABLE, nodesOf, type LabNode, type LabTopology } from '../../topology.js';

/** Stand-ins for what a node has not of its own, as it is no machine: its name and addresses, and ssh. */
export const machineScripts = (
  topology: LabTopology,
  { name, ip, dataIp }: LabNode,
): Readonly<Record<string, string>> => ({
  hostname: `[ "$1" = -I ] && echo "${ip} ${dataIp}" || echo ${name}\n`,
  ssh: sshScript(topology),
});

/**
 * ssh between nodes: OpenSSH's arguments, then the words after the host joined and given to bash in a session of its own
 * with a login environment, as sshd does. The caller's variables do not come along.
 */
const sshScript = (topology: LabTopology): string => {
  const { directory, user } = topology;
  const hosts = nodesOf(topology).map((node) => `  ${node.name}|${node.ip}|${node.dataIp}) node=${node.name} ;;`);
  return [
    `while [ $# -gt 0 ]; do`,
    `  case "$1" in`,
    `    -O) exit 0 ;;`,
    `    -[oplFiEJSbcDLRWmw]) shift 2 ;;`,
    `    -*) shift ;;`,
    `    *) break ;;`,
    `  esac`,
    `done`,
    `case "$1" in`,
    ...hosts,
    `  *) echo "ssh: Could not resolve hostname $1: Name or service not known" >&2; exit 255 ;;`,
    `esac`,
    `cut_off() {`,
    `  for fault in '${faultsDirectory(directory)}'/*.json; do`,
    `    grep -qs '"kind":"unreachable"' "$fault" && grep -qs "\\"node\\":\\"$1\\"" "$fault" && return 0`,
    `  done`,
    `  return 1`,
    `}`,
    `if [ "$node" != "$${NODE_VARIABLE}" ] && { cut_off "$node" || cut_off "$${NODE_VARIABLE}"; }; then`,
    `  sleep 0.2; echo "ssh: connect to host $1 port 22: No route to host" >&2; exit 255`,
    `fi`,
    `shift`,
    `exec env -i HOME="${directory}/$node/home" USER=${user.name} LOGNAME=${user.name} SHELL=/bin/bash SDR_LAB_SSH=1 \\`,
    `  ${LAB_VARIABLE}='${directory}' PATH=/usr/local/bin:/usr/bin:/bin setsid -f -w bash -c "$*"`,
    ``,
  ].join('\n');
};
