import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { writeAtomic } from '../files/atomic.js';
import { killInstance, reloadInstance, startInstance, stopInstance } from '../postgres/control.js';
import { isInitialized, isMode, postmasterPid, readInstanceState, type Mode } from '../postgres/instance.js';
import { connectLocally } from '../postgres/sql.js';
import { findUpstream } from '../postgres/upstream.js';
import { buildPid, readProgress } from '../tools/build-files.js';
import { CM_AGENT_PORT, CM_SERVER_PORT, LAB_VARIABLE, NODE_VARIABLE, nodeNamed, readTopology } from '../topology.js';
import { agentBackupOpen, agentPidFile, manualStartFile } from './files.js';
import { askNode } from './ask-node.js';
import { serve, type AgentRequest, type InstanceFacts, type NodeFacts, type SenderFacts } from './protocol.js';

/**
 * cm_agent: watches one node. It keeps its cm_server and its datanode running unless the node was stopped, starts the
 * datanode in the mode CM wants, and tells what it sees.
 */
const topology = readTopology(process.env[LAB_VARIABLE] ?? '');
const node = nodeNamed(topology, process.env[NODE_VARIABLE] ?? '');
const cluster = topology.clusters[node.cluster];
const TICK_MS = 250;

let server: ChildProcess | undefined;
let client: pg.Client | undefined;
let busy = false;

const stopped = (): boolean => existsSync(manualStartFile(node));

const answer = async (request: AgentRequest): Promise<unknown> => {
  switch (request.kind) {
    case 'facts':
      return facts();
    case 'start node':
      rmSync(manualStartFile(node), { force: true });
      await tick();
      return 'started';
    case 'stop node':
      // Under the mark the real one is gone: nobody stops what was started by hand since.
      if (stopped()) return 'stopped';
      writeFileSync(manualStartFile(node), '');
      await idle();
      stopServer();
      dropClient();
      await (request.how === 'immediate' ? killInstance(node) : stopInstance(node, request.how));
      return 'stopped';
    case 'restart datanode':
      await idle();
      await endDatanode();
      await tick();
      return 'restarted';
  }
};

/** Nothing starts it meanwhile. */
const endDatanode = async (): Promise<void> => {
  busy = true;
  try {
    dropClient();
    await stopInstance(node, 'fast');
  } finally {
    busy = false;
  }
};

const idle = async (): Promise<void> => {
  while (busy) await new Promise((resolve) => setTimeout(resolve, 20));
};

const tick = async (): Promise<void> => {
  if (busy || stopped()) return;
  busy = true;
  try {
    keepServer();
    await keepDatanode();
  } finally {
    busy = false;
  }
};

const keepServer = (): void => {
  if (server !== undefined && server.exitCode === null && server.signalCode === null) return;
  server = spawn(process.execPath, [fileURLToPath(new URL('server.js', import.meta.url))], { stdio: 'inherit' });
};

const stopServer = (): void => {
  server?.kill('SIGKILL');
  server = undefined;
};

const keepDatanode = async (): Promise<void> => {
  if (!isInitialized(node) || buildPid(node.datanode.directory) !== undefined) return;
  if (postmasterPid(node) === undefined) {
    const mode = await wantedMode();
    if (mode !== undefined && !stopped()) await startInstance(topology, node, mode);
    return;
  }
  const seen = await instanceFacts();
  if (seen.kind !== 'up') return;
  if (agentBackupOpen(node) === '2' && seen.role === 'Primary') {
    await stopInstance(node, 'immediate');
    return;
  }
  const mode = readInstanceState(node)?.mode;
  if (mode === 'primary') keepCommitting(seen.senders);
  else if (mode !== undefined && !seen.receiving) await follow(mode);
};

/** In a disaster cluster nobody becomes primary; elsewhere cm_server knows who is. */
const wantedMode = async (): Promise<Mode | undefined> => {
  if (agentBackupOpen(node) === '2') {
    return readInstanceState(node)?.mode === 'hadr_main_standby' ? 'hadr_main_standby' : 'cascade_standby';
  }
  for (const to of cluster.nodes) {
    try {
      const way = { from: node, to, port: CM_SERVER_PORT };
      const mode = await askNode<unknown>(topology, way, { kind: 'mode for', node: node.name }, 2_000);
      // One that is not the primary points to another.
      if (isMode(mode)) return mode;
    } catch {
      // The next one may be the primary cm_server.
    }
  }
  return undefined;
};

/** A standby whose stream does not flow looks for its source anew. */
const follow = async (mode: Mode): Promise<void> => {
  const upstream = await findUpstream(topology, node, mode);
  if (upstream !== undefined && upstream !== readInstanceState(node)?.upstream)
    reloadInstance(topology, node, { upstream });
};

/** most_available_sync: without any standby of its own the primary commits alone. */
const keepCommitting = (senders: readonly SenderFacts[]): void => {
  const state = readInstanceState(node);
  if (state === undefined) return;
  const inside = senders.filter(({ name, state: sending }) => !name.startsWith('hadr:') && sending === 'streaming');
  const alone = state.running['most_available_sync'] === 'on' && inside.length === 0;
  if (alone !== state.alone) reloadInstance(topology, node, { alone });
};

/** The real one is ended by the mark of a stop, so that CM knows nothing of what runs there. */
const facts = async (): Promise<NodeFacts> => {
  const instance = await instanceFacts();
  const unwatched = stopped() && instance.kind !== 'down';
  return { node: node.name, stopped: stopped(), instance: unwatched ? { kind: 'unwatched' } : instance };
};

const instanceFacts = async (): Promise<InstanceFacts> => {
  if (buildPid(node.datanode.directory) !== undefined) {
    const { doneBytes, totalBytes } = readProgress(node.datanode.directory) ?? { doneBytes: 0, totalBytes: 0 };
    return { kind: 'building', doneBytes, totalBytes };
  }
  const mode = readInstanceState(node)?.mode;
  if (postmasterPid(node) === undefined || mode === undefined) return { kind: 'down' };
  try {
    return await ofServer();
  } catch (error) {
    dropClient();
    return { kind: error instanceof NoAnswer ? 'hanging' : 'starting' };
  }
};

const ofServer = async (): Promise<InstanceFacts> => {
  client ??= await within(connectLocally(node, topology.user.name, { timeoutMs: 3_000 }), 2_000);
  const answered = client.query<{ role: string; receiving: string; location: string; senders: string }>(
    `select current_setting('lab.role') as role,
       exists (select 1 from pg_stat_wal_receiver where status = 'streaming') as receiving,
       coalesce(pg_last_wal_replay_lsn(), case when not pg_is_in_recovery() then pg_current_wal_lsn() end)::text as location,
       coalesce((select json_agg(json_build_object('name', application_name, 'state', state, 'sync', sync_state))
                 from pg_stat_replication), '[]')::text as senders`,
  );
  const { rows } = await within(answered, 2_000);
  const row = rows[0];
  if (row === undefined) throw new Error('no answer');
  return {
    kind: 'up',
    role: row.role as Extract<InstanceFacts, { kind: 'up' }>['role'],
    receiving: row.receiving === 't',
    location: row.location,
    senders: JSON.parse(row.senders) as readonly SenderFacts[],
  };
};

/** A server that was stopped by a signal takes connections and answers nothing. */
class NoAnswer extends Error {}

const within = async <T>(promise: Promise<T>, milliseconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer('no answer')), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Without waiting: a server that hangs does not say goodbye. */
const dropClient = (): void => {
  client?.end().catch(() => undefined);
  client = undefined;
};

mkdirSync(dirname(agentPidFile(node)), { recursive: true });
process.on('SIGTERM', () => {
  stopServer();
  process.exit(0);
});
await serve<AgentRequest>(node.ip, CM_AGENT_PORT, answer);
writeAtomic(agentPidFile(node), String(process.pid));
setInterval(() => {
  tick().catch((error: unknown) => process.stderr.write(`${join(node.name)}: ${String(error)}\n`));
}, TICK_MS);
await tick().catch(() => undefined);
