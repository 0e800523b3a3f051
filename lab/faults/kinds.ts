import { SdrError } from '../../domain/errors.js';
import type { LabTopology } from '../topology.js';
import type { Fault, ToolFault } from './fault.js';
import { bytes, clusterName, nodeName, nodeOrClusterName, toolName, wholeNumber } from './values.js';

/** Options of a fault as a command line has them: the text behind the option, or that it is there. */
export type Given = Readonly<Record<string, string | true | undefined>>;

/** A fault as it is asked for: `sdr lab fault <name> <target> [options]`. Commands, help and docs/lab.md derive from these. */
export interface FaultKind<Name extends string = string> {
  readonly name: Name;
  readonly target: 'NODE' | 'CLUSTER' | 'NODE|CLUSTER' | 'TOOL';
  readonly options: readonly FaultOption[];
  /** What is done, after "sdr lab fault …". */
  readonly does: string;
  /** What an operator sees of it. */
  readonly seen: string;
  /** What healing does; null: it happens once, and nothing is to be healed. */
  readonly healed: string | null;
  /** What stands behind the name in an example. */
  readonly example: string;
  readonly faultOf: (topology: LabTopology, target: string, given: Given) => Fault;
}

export interface FaultOption {
  /** As the help shows it: `--ms <number>`. */
  readonly flags: string;
  readonly description: string;
  readonly required?: true;
}

const kind = <Name extends string>(entry: FaultKind<Name>): FaultKind<Name> => entry;

const RATE: FaultOption = { flags: '--rate <bytes>', description: 'bytes per second: 2MB, 512kB', required: true };
const TIMES: FaultOption = { flags: '--times <number>', description: 'only so often (default: until healed)' };

/** The text of an option that must have one. */
const text = (given: Given, name: string): string => {
  const value = given[name];
  if (typeof value !== 'string') throw new SdrError('E_USAGE', `--${name} needs a value`);
  return value;
};

const times = (given: Given): { readonly times?: number } =>
  given['times'] === undefined ? {} : { times: wholeNumber(text(given, 'times'), 1, 1_000_000) };

const rate = (given: Given): number => bytes(text(given, 'rate'), 1024);

export const FAULT_KINDS = [
  kind({
    name: 'kill-datanode',
    target: 'NODE',
    options: [],
    does: 'kills all processes of the node’s datanode (SIGKILL)',
    seen: 'its sessions break; its cm_agent starts it again at once, in the mode CM wants',
    healed: null,
    example: 'north2',
    faultOf: (topology, target) => ({ kind: 'datanode', node: nodeName(topology, target), how: 'kill' }),
  }),
  kind({
    name: 'stop-datanode',
    target: 'NODE',
    options: [],
    does: 'stops all processes of the node’s datanode (SIGSTOP): they are there and answer nothing',
    seen: 'gsql hangs; `cm_ctl query -v` shows the datanode Unknown; nobody restarts it',
    healed: 'they go on (SIGCONT)',
    example: 'north2',
    faultOf: (topology, target) => ({ kind: 'datanode', node: nodeName(topology, target), how: 'stop' }),
  }),
  kind({
    name: 'stop-cm',
    target: 'NODE|CLUSTER',
    options: [],
    does: 'ends cm_server and cm_agent of the node, or of all nodes of the cluster; datanodes go on unwatched',
    seen: "cluster: `cm_ctl query` ends with 255 and `can't connect to cm_server`; node: its CMServer is Down, its datanode Unknown",
    healed: 'cm_agent and cm_server are started again',
    example: 'south',
    faultOf: (topology, target) => ({ kind: 'cm', of: nodeOrClusterName(topology, target) }),
  }),
  kind({
    name: 'cut',
    target: 'CLUSTER',
    options: [],
    does: 'breaks all connections between the clusters, and refuses new ones from CLUSTER to the other and back',
    seen: 'ping gets no answer, gs_ctl does not connect, the main standby is Need repair(Disconnected)',
    healed: 'new connections are let through',
    example: 'north',
    faultOf: (topology, target) => ({ kind: 'link', from: clusterName(topology, target), how: 'cut' }),
  }),
  kind({
    name: 'drop',
    target: 'CLUSTER',
    options: [],
    does: 'lets nothing through that CLUSTER sends to the other, and says nothing, as a silent firewall does',
    seen: 'ping gets no answer, connections hang until one side gives up: a stream after 5 s',
    healed: 'what was sent meanwhile arrives, where nobody has given up',
    example: 'north',
    faultOf: (topology, target) => ({ kind: 'link', from: clusterName(topology, target), how: 'drop' }),
  }),
  kind({
    name: 'delay',
    target: 'CLUSTER',
    options: [{ flags: '--ms <number>', description: 'milliseconds, one way', required: true }],
    does: 'delays all that CLUSTER sends to the other (not with --netns)',
    seen: 'ping shows the time; everything between the clusters takes longer',
    healed: 'what is on its way arrives at once',
    example: 'north --ms 50',
    faultOf: (topology, target, given) => ({
      kind: 'link',
      from: clusterName(topology, target),
      how: 'delay',
      milliseconds: wholeNumber(text(given, 'ms'), 1, 600_000),
    }),
  }),
  kind({
    name: 'slow',
    target: 'CLUSTER',
    options: [RATE],
    does: 'lets all connections from CLUSTER to the other together have so many bytes per second',
    seen: 'the build of the main standby takes that long',
    healed: 'what waits arrives at once',
    example: 'north --rate 2MB',
    faultOf: (topology, target, given) => ({
      kind: 'link',
      from: clusterName(topology, target),
      how: 'slow',
      bytesPerSecond: rate(given),
    }),
  }),
  kind({
    name: 'unreachable',
    target: 'NODE',
    options: [],
    does: 'cuts the node off from all others, both ways: ssh, ping, CM, replication (not from Temporal)',
    seen: 'ssh ends with 255 and `No route to host`; the other nodes’ `cm_ctl query -v` shows it Down and Unknown',
    healed: 'it is reached again',
    example: 'south3',
    faultOf: (topology, target) => ({ kind: 'unreachable', node: nodeName(topology, target) }),
  }),
  kind({
    name: 'slow-build',
    target: 'NODE',
    options: [RATE],
    does: 'lets builds of the node, one that runs too, take so many bytes per second',
    seen: '`gs_ctl querybuild` shows Building for that long',
    healed: 'a running build goes on at full speed',
    example: 'south1 --rate 512kB',
    faultOf: (topology, target, given) => ({
      kind: 'build',
      node: nodeName(topology, target),
      how: 'slow',
      bytesPerSecond: rate(given),
    }),
  }),
  kind({
    name: 'failing-build',
    target: 'NODE',
    options: [TIMES],
    does: 'breaks the connection of builds of the node, of one that runs too, after data was erased',
    seen: '`gs_ctl build` ends with 1 and `connection reset by peer`, `gs_ctl querybuild` shows Build failed',
    healed: 'builds go through; the datanode stays as the failed one has left it',
    example: 'south1 --times 2',
    faultOf: (topology, target, given) => ({
      kind: 'build',
      node: nodeName(topology, target),
      how: 'fails',
      ...times(given),
    }),
  }),
  kind({
    name: 'wrong-version',
    target: 'CLUSTER',
    options: [],
    does: 'puts another commit id into version.cfg on all nodes of CLUSTER',
    seen: '`sdr start` of the standby ends with E_VERSION_DIFFERS',
    healed: 'version.cfg is as it was',
    example: 'south',
    faultOf: (topology, target) => ({ kind: 'version', cluster: clusterName(topology, target) }),
  }),
  kind({
    name: 'wrong-password',
    target: 'CLUSTER',
    options: [],
    does: 'gives the hadr user in CLUSTER’s database a password that nobody knows, so that the workers’ is refused',
    seen: 'gsql ends with 2 and `Invalid username/password`; `sdr start` of the primary ends with E_HADR_LOGIN',
    healed: 'the password is as it was, unless a build has replaced it meanwhile',
    example: 'north',
    faultOf: (topology, target) => ({ kind: 'password', cluster: clusterName(topology, target) }),
  }),
  kind({
    name: 'upgrade-marker',
    target: 'NODE',
    options: [],
    does: 'puts a file into $PGHOST/binary_upgrade, as a running upgrade does',
    seen: '`sdr start` ends with E_UPGRADE_RUNNING',
    healed: 'the file is removed',
    example: 'north1',
    faultOf: (topology, target) => ({ kind: 'upgrade marker', node: nodeName(topology, target) }),
  }),
  kind({
    name: 'full-disk',
    target: 'NODE',
    options: [],
    does: 'takes all room that is left on the node’s disk; it must have one of its own (`sdr lab up --own-disk NODE`)',
    seen: '`No space left on device`, wherever something is written; a primary datanode that needs WAL goes down',
    healed: 'the room is there again; its cm_agent starts a datanode that went down',
    example: 'south1',
    faultOf: (topology, target) => ({ kind: 'full disk', node: nodeName(topology, target) }),
  }),
  kind({
    name: 'tool',
    target: 'TOOL',
    options: [
      { flags: '--hang', description: 'it says nothing and does not end' },
      { flags: '--garbage', description: 'it prints random bytes and ends with 0' },
      { flags: '--flood <bytes>', description: 'it prints so much and ends with 0: 50MB' },
      { flags: '--exit <status>', description: 'it does nothing and ends with this exit status' },
      { flags: '--says <text>', description: 'with --exit: what it prints (default: nothing)' },
      { flags: '--node <node>', description: 'on this node only' },
      { flags: '--matching <text>', description: 'only calls whose arguments contain this text' },
      TIMES,
    ],
    does: 'lets TOOL misbehave instead of doing its work: gs_ctl, gs_guc, cm_ctl, gsql, gs_encrypt, ping or nc',
    seen: 'as asked for',
    healed: 'it works; a call that hangs goes on hanging until it is killed',
    example: 'gs_ctl --exit 1 --says "out of memory" --matching build --times 1',
    faultOf: (topology, target, given) => ({
      kind: 'tool',
      tool: toolName(topology, target),
      does: misbehaviour(given),
      ...(given['node'] !== undefined && { node: nodeName(topology, text(given, 'node')) }),
      ...(given['matching'] !== undefined && { matching: text(given, 'matching') }),
      ...times(given),
    }),
  }),
] as const;

export type FaultName = (typeof FAULT_KINDS)[number]['name'];

const misbehaviour = (given: Given): ToolFault['does'] => {
  const asked = ['hang', 'garbage', 'flood', 'exit'].filter((name) => given[name] !== undefined);
  if (asked.length !== 1) throw new SdrError('E_USAGE', 'give exactly one of --hang, --garbage, --flood and --exit');
  if (given['says'] !== undefined && asked[0] !== 'exit') throw new SdrError('E_USAGE', '--says goes with --exit');
  switch (asked[0]) {
    case 'hang':
      return { kind: 'hang' };
    case 'garbage':
      return { kind: 'garbage' };
    case 'flood':
      return { kind: 'flood', bytes: bytes(text(given, 'flood')) };
    default:
      return {
        kind: 'exit',
        code: wholeNumber(text(given, 'exit'), 0, 255),
        says: given['says'] === undefined ? '' : text(given, 'says'),
      };
  }
};
