import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic, readJson, readText } from '../files/atomic.js';
import { directoryOfProcess, isAlive } from '../proc.js';
import { wiringOf } from '../network/wiring.js';
import { nodesOf, type LabNode, type LabTopology } from '../topology.js';
import { postgresLines, quoted, runningParameters, type RunningParameters } from './running-parameters.js';

/** The mode a datanode was started in, as `gs_ctl start -M` takes it, and what CM calls the result. */
export const MODES = {
  primary: 'Primary',
  standby: 'Standby',
  hadr_main_standby: 'Main Standby',
  cascade_standby: 'Cascade Standby',
  pending: 'Pending',
} as const;
export type Mode = keyof typeof MODES;
export const isMode = (value: unknown): value is Mode => typeof value === 'string' && Object.hasOwn(MODES, value);
export type LocalRole = (typeof MODES)[Mode];

/** What the lab knows of a datanode beside its data: generated files, mode, running parameters, upstream. */
export interface InstanceState {
  readonly mode: Mode;
  /** The node it streams from, when it is a standby of any kind. */
  readonly upstream?: string;
  readonly running: RunningParameters;
  /** Commits wait for no standby while most_available_sync is on and none is there. */
  readonly alone: boolean;
}

export const generatedDirectory = (node: LabNode): string => join(node.directory, 'pg');
const stateFile = (node: LabNode): string => join(generatedDirectory(node), 'state.json');

export const readInstanceState = (node: LabNode): InstanceState | undefined =>
  readJson<InstanceState | undefined>(stateFile(node), undefined);

export const postmasterFile = (node: LabNode): string => join(node.datanode.directory, 'postmaster.pid');

/** The postmaster's process id while it runs. One that was killed leaves its file, and the id is somebody else's later. */
export const postmasterPid = (node: LabNode): number | undefined => {
  const pid = Number(readText(postmasterFile(node))?.split('\n')[0]);
  const runs = Number.isInteger(pid) && pid > 0 && isAlive(pid);
  return runs && directoryOfProcess(pid) === node.datanode.directory ? pid : undefined;
};

/** The process id in the file of a datanode that does not run: it was killed. */
export const stalePid = (node: LabNode): number | undefined => {
  const pid = Number(readText(postmasterFile(node))?.split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 && postmasterPid(node) === undefined ? pid : undefined;
};

/** Writes what PostgreSQL reads, from openGauss's files and the state; to be followed by a start or a signal. */
export const generate = (topology: LabTopology, node: LabNode, state: InstanceState): void => {
  const directory = generatedDirectory(node);
  mkdirSync(directory, { recursive: true });
  writeAtomic(stateFile(node), JSON.stringify(state));
  writeAtomic(join(directory, 'postgresql.conf'), `${configuration(topology, node, state).join('\n')}\n`);
  const file = (name: string): string => readText(join(node.datanode.directory, name)) ?? '';
  writeAtomic(join(directory, 'pg_hba.conf'), file('pg_hba.conf').replaceAll(/\bsha256\b/g, 'scram-sha-256'));
  writeAtomic(join(directory, 'pg_ident.conf'), file('pg_ident.conf'));
  markStandby(node, state.mode);
};

/** The state after a start (nothing runs yet) or a reload (some parameters stay as they run). */
export const nextState = (node: LabNode, change: Omit<InstanceState, 'running'>, reload: boolean): InstanceState => {
  const file = readText(join(node.datanode.directory, 'postgresql.conf')) ?? '';
  const before = reload ? readInstanceState(node)?.running : undefined;
  return { ...change, running: runningParameters(file, before) };
};

const configuration = (topology: LabTopology, node: LabNode, state: InstanceState): readonly string[] => {
  const { mode, upstream, running, alone } = state;
  return [
    ...postgresLines(running),
    `unix_socket_directories = ${quoted(node.pgHost)}`,
    `hba_file = ${quoted(join(generatedDirectory(node), 'pg_hba.conf'))}`,
    `ident_file = ${quoted(join(generatedDirectory(node), 'pg_ident.conf'))}`,
    `wal_level = logical`,
    `hot_standby = on`,
    `max_wal_senders = 16`,
    `max_replication_slots = 16`,
    `wal_receiver_timeout = 5s`,
    `wal_receiver_status_interval = 100ms`,
    `wal_retrieve_retry_interval = 200ms`,
    `max_slot_wal_keep_size = 1GB`,
    `max_wal_size = 64MB`,
    `shared_buffers = 16MB`,
    `dynamic_shared_memory_type = mmap`, // in the data directory, with which it goes; of a killed server, too
    `fsync = off`, // a lab survives killed processes, not a power cut
    `logging_collector = off`,
    `log_min_messages = warning`,
    `synchronous_standby_names = ${mode === 'primary' && !alone ? localStandbys(topology, node) : "''"}`,
    `lab.role = ${quoted(MODES[mode])}`,
    `lab.cluster = ${quoted(node.cluster)}`,
    `lab.data_ip = ${quoted(node.dataIp)}`,
    `lab.ha_port = ${quoted(String(node.datanode.port + 1))}`,
    ...(upstream === undefined ? [] : [`primary_conninfo = ${quoted(connectionTo(topology, node, upstream, mode))}`]),
  ];
};

/** A commit waits for one of the cluster's own standbys; a main standby elsewhere is asynchronous. */
const localStandbys = (topology: LabTopology, node: LabNode): string => {
  const others = topology.clusters[node.cluster].nodes.filter(({ name }) => name !== node.name);
  return quoted(`ANY 1 (${others.map(({ datanode }) => `"dn_${datanode.id}"`).join(', ')})`);
};

const connectionTo = (topology: LabTopology, node: LabNode, upstream: string, mode: Mode): string => {
  const target = nodesOf(topology).find(({ name }) => name === upstream);
  if (target === undefined) return '';
  const { host, port } = wiringOf(topology).outgoing(node, target);
  return `host=${host} port=${port} user=${topology.user.name} application_name=${applicationName(node, mode)}`;
};

/** How a sender recognizes whom it serves; a main standby is told from local standbys by its cluster's name. */
export const applicationName = (node: LabNode, mode: Mode): string =>
  mode === 'hadr_main_standby' ? `hadr:${node.cluster}:dn_${node.datanode.id}` : `dn_${node.datanode.id}`;

const markStandby = (node: LabNode, mode: Mode): void => {
  const signal = join(node.datanode.directory, 'standby.signal');
  if (mode === 'primary') rmSync(signal, { force: true });
  else if (!existsSync(signal) && existsSync(join(node.datanode.directory, 'PG_VERSION'))) writeFileSync(signal, '');
};

export const isInitialized = (node: LabNode): boolean => existsSync(join(node.datanode.directory, 'PG_VERSION'));

export const logFile = (node: LabNode): string => join(node.directory, 'log', 'dn.log');

export const lastLogLines = (node: LabNode, count: number): readonly string[] =>
  existsSync(logFile(node)) ? readFileSync(logFile(node), 'utf8').trimEnd().split('\n').slice(-count) : [];
