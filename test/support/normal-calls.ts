import type { Call, LabCluster, LabTopology } from '../../lab/index.js';
import type { Calls } from '../recorded/gs-sdr-calls.js';

/** Calls that are repeated until something has happened: how often is not a difference. */
const POLLED = /^(gs_ctl querybuild|ping|gsql P\+1: DO)/;

/** Only a build that takes its time is watched so, which a recorded one did not. */
const WATCHED = /^gsql P(\+1)?: select pg_current_xlog_location\(\);/;

/** The key files are asked for all around until somebody has them; the original's first try is the one to compare. */
const OTHER_TRY =
  /^(ping <rdip[23]>|ping <rdip\d> -I <dip[23]>|gs_ctl build .*copy_secure_files.*(localhost=<dip[23]>|remotehost=<rdip[23]>))/;

/** A lab's calls of one cluster, written as the recorded ones are. */
export const normalCalls = (topology: LabTopology, cluster: LabCluster, calls: readonly Call[]): Calls => {
  const on = (index: number): readonly string[] => {
    const node = cluster.nodes[index]!;
    const lines = calls
      .filter((call) => call.node === node.name)
      .toSorted((a, b) => a.beganAt - b.beganAt)
      .map((call) => normalCall(topology, cluster, call));
    const fetches = lines.findIndex((line) => line.includes('copy_secure_files'));
    return sortedStops(
      lines
        .filter((line, at) => !POLLED.test(line) || lines.indexOf(line) === at)
        .filter((line) => !OTHER_TRY.test(line) && !WATCHED.test(line))
        .filter((line, at, all) => fetches < 0 || !line.includes('copy_secure_files') || all.indexOf(line) === at),
    );
  };
  return { h1: on(0), h2: on(1), h3: on(2) };
};

const normalCall = (topology: LabTopology, cluster: LabCluster, call: Call): string => {
  const node = cluster.nodes.find(({ name }) => name === call.node)!;
  const peer = topology.clusters[cluster.name === 'north' ? 'south' : 'north'];
  const p = topology.basePort;
  const replace = (text: string): string =>
    [
      ...cluster.nodes.flatMap((own, index) => [
        [own.dataIp, `<dip${index + 1}>`] as const,
        [own.ip, `<ip${index + 1}>`] as const,
      ]),
      ...peer.nodes.map((other, index) => [other.dataIp, `<rdip${index + 1}>`] as const),
      [node.datanode.directory, '<dn>'] as const,
      [`${node.gaussHome}/bin`, '<bin>'] as const,
      [String(p + 1), 'P+1'] as const,
      [String(p + 4), 'P+4'] as const,
      [String(p + 5), 'P+5'] as const,
      [String(p), 'P'] as const,
      [`/${topology.user.name}/CMServer`, '/U/CMServer'] as const,
    ].reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const argv = call.argv.map(replace);
  if (call.tool === 'gsql') return replace(`gsql ${gsqlTarget(argv)}: ${statementOf(call)}`);
  if (argv.includes('-h')) return `${call.tool} ${argv.slice(0, argv.indexOf('-h')).join(' ')} -h <lines>`;
  return [call.tool, ...argv].join(' ').replaceAll('-U hadr', '-U <user>').replace('hadr hadr|', 'hadr <user>|');
};

const gsqlTarget = (argv: readonly string[]): string =>
  [argv[argv.indexOf('-p') + 1], ...(argv.includes('-U') ? ['-U <user> -W ***'] : [])].join(' ');

/** The waiting statement is long, and its addresses are the lab's. */
const statementOf = ({ sql = '' }: Call): string =>
  sql.startsWith('DO ') ? 'DO (wait for a row) and both selects in one' : sql.trim();

/** The nodes are stopped at once: their order is chance. */
const sortedStops = (lines: readonly string[]): readonly string[] => {
  const stops = lines.filter((line) => line.startsWith('cm_ctl stop')).toSorted();
  return lines.map((line) => (line.startsWith('cm_ctl stop') ? stops.shift()! : line));
};

/** Lines that only one of the two lists has at that place: `-` the recorded one, `+` ours. */
export const differences = (recorded: readonly string[], ours: readonly string[]): readonly string[] => {
  const lengths = longest(recorded, ours);
  const result: string[] = [];
  for (let i = 0, j = 0; i < recorded.length || j < ours.length;) {
    if (i < recorded.length && j < ours.length && recorded[i] === ours[j]) {
      i += 1;
      j += 1;
    } else if (j >= ours.length || (i < recorded.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      result.push(`- ${recorded[i++]!}`);
    } else {
      result.push(`+ ${ours[j++]!}`);
    }
  }
  return result;
};

/** Lengths of the longest common subsequences of the tails. */
const longest = (a: readonly string[], b: readonly string[]): readonly (readonly number[])[] => {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
};
