import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { SdrError } from '../domain/errors.js';
import { clearCalls, readCalls, type Call } from './call-log.js';
import { HADR_USER } from './contents.js';
import { placeOf, stateOf } from './directory.js';
import { activeFaults, type ActiveFault } from './faults/active.js';
import type { Fault } from './faults/fault.js';
import { heal, makeHappen } from './faults/happen.js';
import { environmentOf } from './files/node-files.js';
import { startProcesses } from './launch.js';
import { withLock } from './lock.js';
import { networkOf } from './network/network.js';
import { queryLocally } from './postgres/sql.js';
import { endProcesses } from './processes.js';
import { restoreSnapshot, snapshotsOf, takeSnapshot } from './snapshots.js';
import { statusOf, type LabStatus } from './status.js';
import { readTopology, type LabNode, type LabTopology } from './topology.js';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A lab that exists; it may run or not. Everything about it is in its directory, so any process can open it. */
export interface Lab {
  readonly directory: string;
  readonly topology: LabTopology;
  readonly clusters: LabTopology['clusters'];
  readonly hadr: { readonly user: string; readonly password: string };
  /** What a login shell on the node has. */
  environment(node: LabNode): Readonly<Record<string, string>>;
  /** Runs a command on the node as the lab's user. */
  run(
    node: LabNode,
    argv: readonly string[],
    options?: { readonly stdin?: string; readonly timeoutMs?: number },
  ): Promise<Ran>;
  /** Starts a process on the node as the lab's user, e.g. a worker. */
  spawn(
    node: LabNode,
    argv: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly stdio?: StdioOptions },
  ): ChildProcess;
  /** Where a process on the node finds what this machine has at the address, `host:port`; a Temporal server, say. */
  addressOn(node: LabNode, address: string): Promise<string>;
  /** For checks: straight to the datanode, past the tools and their log. */
  sql(node: LabNode, sql: string, database?: string): Promise<readonly (readonly (string | null)[])[]>;
  /** What CM would tell of both clusters, past the tools and their log. */
  status(): Promise<LabStatus>;
  calls(): readonly Call[];
  clearCalls(): void;
  faults(): readonly ActiveFault[];
  /** @throws SdrError E_LAB_FAULT: it cannot happen now, and nothing was done */
  fault(fault: Fault): Promise<void>;
  /** Without a fault, all of them. */
  heal(fault?: Fault): Promise<void>;
  snapshots(): readonly string[];
  /** Ends and starts everything on the lab's nodes, workers are only ended. */
  snapshot(name: string): Promise<void>;
  /** Likewise; the faults are healed, the call log begins anew. */
  restore(name: string): Promise<void>;
  start(): Promise<void>;
  /** Ends everything the lab started and nothing else. */
  stop(): Promise<void>;
}

/** What changes a lab waits for what else does. */
const TURN_MS = 60_000;

/** @throws SdrError E_NO_LAB */
export const openLab = (directory: string): Lab => {
  const place = placeOf(directory);
  const state = stateOf(place);
  if (state === 'complete') return labOf(readTopology(place));
  throw new SdrError('E_NO_LAB', state === 'none' ? `no lab in ${place}` : `the lab in ${place} was never finished`);
};

export const labOf = (topology: LabTopology): Lab => {
  const { directory } = topology;
  const network = networkOf(topology);
  const alone = <T>(doing: string, work: () => Promise<T>): Promise<T> =>
    withLock(directory, { doing, waitMs: TURN_MS }, work);
  const environment = (node: LabNode): Readonly<Record<string, string>> => ({
    ...environmentOf(topology, node),
    HOME: node.home,
    USER: topology.user.name,
    LOGNAME: topology.user.name,
    SHELL: '/bin/bash',
    PATH: `${node.gaussHome}/bin:/usr/local/bin:/usr/bin:/bin`,
  });
  return {
    directory,
    topology,
    clusters: topology.clusters,
    hadr: { user: HADR_USER, password: readFileSync(join(directory, 'hadr.password'), 'utf8') },
    environment,
    run: async (node, argv, options = {}) => {
      const launch = network.onNode(node, argv, node.home);
      const { exitCode, stdout, stderr } = await execa(launch.program, launch.args, {
        ...launch.options,
        env: environment(node),
        extendEnv: false,
        input: options.stdin ?? '',
        timeout: options.timeoutMs ?? 120_000,
        reject: false,
        cleanup: false,
        stripFinalNewline: false,
      });
      return { exitCode: exitCode ?? -1, stdout, stderr };
    },
    spawn: (node, argv, options = {}) => {
      const launch = network.onNode(node, argv, node.home);
      return spawn(launch.program, launch.args, {
        ...launch.options,
        env: { ...environment(node), ...options.env },
        stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
      });
    },
    addressOn: (node, address) => network.addressOn(node, address),
    sql: (node, sql, database = 'postgres') =>
      queryLocally(node, topology.user.name, sql, { database, timeoutMs: 10_000 }),
    status: () => statusOf(topology),
    calls: () => readCalls(directory),
    clearCalls: () => clearCalls(directory),
    faults: () => activeFaults(directory),
    fault: (fault) => alone('making a fault', () => makeHappen(topology, fault)),
    heal: (fault) => alone('healing', () => heal(topology, fault)),
    snapshots: () => snapshotsOf(directory),
    snapshot: (name) => alone(`taking snapshot ${name}`, () => takeSnapshot(topology, name)),
    restore: (name) => alone(`restoring snapshot ${name}`, () => restoreSnapshot(topology, name)),
    start: () => alone('starting', () => startProcesses(topology)),
    stop: () => alone('stopping', () => endProcesses(topology)),
  };
};
