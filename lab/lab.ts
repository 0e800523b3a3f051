import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { clearCalls, readCalls, type Call } from './call-log.js';
import { addFault, activeFaults, linkFaults, removeFault, type ActiveFault, type Fault } from './faults.js';
import { environmentOf } from './files/node-files.js';
import { linkOf } from './network/link.js';
import { networkState } from './network/state.js';
import { isAlive } from './postgres/instance.js';
import { connectLocally } from './postgres/sql.js';
import { endProcesses, startProcesses } from './processes.js';
import { restoreSnapshot, takeSnapshot } from './snapshots.js';
import { cutSshSessions } from './ssh-sessions.js';
import { LAB_CLUSTERS, readTopology, type LabNode, type LabTopology } from './topology.js';
import { asUser } from './user.js';

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
  /** For checks: straight to the datanode, past the tools and their log. */
  sql(node: LabNode, sql: string, database?: string): Promise<readonly (readonly (string | null)[])[]>;
  calls(): readonly Call[];
  clearCalls(): void;
  faults(): readonly ActiveFault[];
  fault(fault: Fault): Promise<void>;
  heal(fault?: Fault): Promise<void>;
  snapshot(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  start(): Promise<void>;
  /** Ends everything the lab started and nothing else. */
  stop(): Promise<void>;
}

export const SAMPLE_DATABASE = 'bank';
export const HADR_USER = 'hadr';

export const openLab = (directory: string): Lab => {
  if (!existsSync(join(directory, 'lab.json'))) throw new Error(`no lab in ${directory}`);
  const topology = readTopology(directory);
  const environment = (node: LabNode): Readonly<Record<string, string>> => ({
    ...environmentOf(topology, node),
    HOME: node.home,
    USER: topology.user.name,
    LOGNAME: topology.user.name,
    SHELL: '/bin/bash',
    PATH: `${node.gaussHome}/bin:/usr/local/bin:/usr/bin:/bin`,
  });
  const lab: Lab = {
    directory,
    topology,
    clusters: topology.clusters,
    hadr: { user: HADR_USER, password: readFileSync(join(directory, 'hadr.password'), 'utf8') },
    environment,
    run: async (node, [program = '', ...args], options = {}) => {
      const { exitCode, stdout, stderr } = await execa(program, args, {
        env: environment(node),
        extendEnv: false,
        cwd: node.home,
        input: options.stdin ?? '',
        timeout: options.timeoutMs ?? 120_000,
        reject: false,
        cleanup: false,
        stripFinalNewline: false,
        ...asUser(topology.user),
      });
      return { exitCode: exitCode ?? -1, stdout, stderr };
    },
    spawn: (node, [program = '', ...args], options = {}) =>
      spawn(program, args, {
        env: { ...environment(node), ...options.env },
        cwd: node.home,
        stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
        ...asUser(topology.user),
      }),
    sql: async (node, sql, database = 'postgres') => {
      const client = await connectLocally(node, topology.user.name, { database, timeoutMs: 10_000 });
      try {
        return (await client.query<(string | null)[]>({ text: sql, rowMode: 'array' })).rows;
      } finally {
        await client.end();
      }
    },
    calls: () => readCalls(directory),
    clearCalls: () => clearCalls(directory),
    faults: () => activeFaults(directory),
    fault: async (fault) => {
      addFault(directory, fault);
      if (fault.kind === 'unreachable') cutSshSessions(topology, fault.node);
      await networkTookUp(directory);
    },
    heal: async (fault) => {
      removeFault(directory, fault);
      await networkTookUp(directory);
    },
    snapshot: async (name) => takeSnapshot(lab, name),
    restore: async (name) => restoreSnapshot(lab, name),
    start: () => startProcesses(topology),
    stop: () => endProcesses(topology),
  };
  return lab;
};

/** A changed fault of a link counts once the network process has it. */
const networkTookUp = async (directory: string): Promise<void> => {
  const wanted = JSON.stringify(
    Object.fromEntries(LAB_CLUSTERS.map((name) => [name, linkOf(linkFaults(directory, name))])),
  );
  for (let tries = 0; tries < 200; tries++) {
    const state = networkState(directory);
    if (state === undefined || !isAlive(state.pid) || JSON.stringify(state.links) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the lab’s network does not take up the change');
};
