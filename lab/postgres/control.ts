import { spawn } from 'node:child_process';
import { openSync, closeSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText, writeAtomic } from '../files/atomic.js';
import { isAlive } from '../proc.js';
import type { LabNode, LabTopology } from '../topology.js';
import { findUpstream } from './upstream.js';
import {
  generate,
  generatedDirectory,
  logFile,
  nextState,
  postmasterFile,
  postmasterPid,
  readInstanceState,
  type Mode,
} from './instance.js';
import { connectLocally } from './sql.js';

export type StartResult = 'started' | 'already running' | 'still starting' | 'failed';

/** Starts the datanode's PostgreSQL in a mode and waits until it takes connections. */
export const startInstance = async (
  topology: LabTopology,
  node: LabNode,
  mode: Mode,
  limitMs = 60_000,
): Promise<StartResult> => {
  if (postmasterPid(node) !== undefined) return 'already running';
  const upstream = await findUpstream(topology, node, mode);
  generate(topology, node, nextState(node, { mode, alone: false, ...(upstream && { upstream }) }, false));
  await removeStaleLocks(node);
  const pid = launch(topology, node);
  return waitUntilUp(topology, node, pid, Date.now() + limitMs);
};

/** The server must not inherit its starter's output, or whoever waits for that output hangs. */
const launch = (topology: LabTopology, node: LabNode): number => {
  mkdirSync(dirname(logFile(node)), { recursive: true });
  const log = openSync(logFile(node), 'a');
  const { directory, port } = node.datanode;
  const child = spawn(
    join(topology.programs.postgres, 'bin', 'postgres'),
    ['-D', directory, '-c', `config_file=${join(generatedDirectory(node), 'postgresql.conf')}`],
    { stdio: ['ignore', log, log], detached: true },
  );
  child.unref();
  closeSync(log);
  const haSocket = join(node.pgHost, `.s.PGSQL.${port + 1}`);
  rmSync(haSocket, { force: true });
  symlinkSync(`.s.PGSQL.${port}`, haSocket);
  return child.pid ?? 0;
};

/**
 * The server refuses to start when the process id in its lock files is anybody's, which it may be by now; without them
 * it does not find the shared memory of its dead predecessor.
 */
const removeStaleLocks = async (node: LabNode): Promise<void> => {
  if (postmasterPid(node) !== undefined) return;
  // Loaded here, as most calls of gs_ctl start nothing and each would read it.
  const { releaseSharedMemory } = await import('./shared-memory.js');
  releaseSharedMemory();
  rmSync(postmasterFile(node), { force: true });
  rmSync(join(node.pgHost, `.s.PGSQL.${node.datanode.port}.lock`), { force: true });
};

const waitUntilUp = async (
  topology: LabTopology,
  node: LabNode,
  pid: number,
  deadline: number,
): Promise<StartResult> => {
  for (;;) {
    if (!isAlive(pid)) return 'failed';
    try {
      const client = await connectLocally(node, topology.user.name, { timeoutMs: 1_000 });
      await client.end();
      return 'started';
    } catch {
      if (Date.now() > deadline) return 'still starting';
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
};

/** Ends the datanode's processes. @returns whether there were any */
export const stopInstance = async (node: LabNode, how: 'immediate' | 'fast'): Promise<boolean> => {
  const pid = postmasterPid(node);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGCONT');
  process.kill(pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  const deadline = Date.now() + 10_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
};

/** As cm_ctl ends it at once: by force, so that its file of the process id stays. */
export const killInstance = async (node: LabNode): Promise<void> => {
  const left = readText(postmasterFile(node));
  if (!(await stopInstance(node, 'immediate')) || left === undefined) return;
  writeAtomic(postmasterFile(node), left, 0o600);
};

/** Brings changed files to the running server. @returns false when it does not run */
export const reloadInstance = (
  topology: LabTopology,
  node: LabNode,
  change: { upstream?: string; alone?: boolean; mode?: Mode } = {},
): boolean => {
  const pid = postmasterPid(node);
  const state = readInstanceState(node);
  if (pid === undefined || state === undefined) return false;
  generate(topology, node, nextState(node, { ...state, ...change }, true));
  process.kill(pid, 'SIGHUP');
  return true;
};
