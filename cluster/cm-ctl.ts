import type { CmServer } from '../domain/check/facts.js';
import { SdrError } from '../domain/errors.js';
import {
  CLUSTER_STATES,
  DATANODE_ROLES,
  type ClusterSnapshot,
  type ClusterState,
  type Datanode,
  type DatanodeRole,
} from '../domain/topology.js';
import { commandFailed, notUnderstood, runToExit } from './host/failure.js';
import type { Host } from './host/host.js';
import { shown, type Command } from './host/secret.js';

/**
 * `cm_ctl`, the client of the cluster manager. It prints everything on stdout and fails with 255 (`ddb` never fails),
 * so every answer is read rather than trusted. It must run on a node of the cluster. A cm_server that takes its connection
 * and answers nothing costs it a minute, and its question may cost another.
 */
const QUERY_LIMIT_MS = 130_000;

/** `cm_ctl query -v`: cluster state and every datanode with role and HA state. */
export const queryCluster = async (host: Host, signal?: AbortSignal): Promise<ClusterSnapshot> => {
  const command: Command = ['cm_ctl', 'query', '-v'];
  const { stdout } = await runCm(host, command, signal);
  return parseQuery(stdout) ?? fail(host, command, stdout);
};

/** The same with the cm_servers, from one call. */
export const queryInstances = async (
  host: Host,
  signal?: AbortSignal,
): Promise<ClusterSnapshot & { readonly servers: readonly CmServer[] }> => {
  const command: Command = ['cm_ctl', 'query', '-v'];
  const { stdout } = await runCm(host, command, signal);
  const snapshot = parseQuery(stdout) ?? fail(host, command, stdout);
  return { ...snapshot, servers: parseServers(stdout) };
};

/** `cm_ctl query`: the cluster's state only. */
export const queryClusterState = async (host: Host, signal?: AbortSignal): Promise<ClusterState> => {
  const command: Command = ['cm_ctl', 'query'];
  const { stdout } = await runCm(host, command, signal);
  return stateIn(stdout) ?? fail(host, command, stdout);
};

/** cmDataPath of a node, by its number. */
export type CmDataPaths = (nodeId: number) => string;

/**
 * As `cm_ctl view` shows them. It shows that of a node with a cm_server only (openGauss CM, cm_ctl.cpp); a node without one
 * has the first that is shown, as gs_om takes it.
 * @throws SdrError E_NO_CM when it shows none, or nothing at all, as without CM
 */
export const cmDataPaths = async (host: Host, signal?: AbortSignal): Promise<CmDataPaths> => {
  const command: Command = ['cm_ctl', 'view'];
  const { stdout } = await runCm(host, command, signal);
  const paths = new Map(
    stdout.split(/^(?=\s*node\s*:)/m).flatMap((block) => {
      const node = /^\s*node\s*:\s*(\d+)/.exec(block)?.[1];
      const path = /^\s*cmDataPath\s*:\s*(\/\S+)\s*$/m.exec(block)?.[1];
      return node !== undefined && path !== undefined ? [[Number(node), path] as const] : [];
    }),
  );
  const [first] = paths.values();
  if (first !== undefined) return (nodeId) => paths.get(nodeId) ?? first;
  if (stdout.trim() !== '' && !/^\s*node\s*:/m.test(stdout)) return fail(host, command, stdout);
  throw new SdrError('E_NO_CM', 'cm_ctl view shows no cmDataPath', { node: host.address });
};

/** Stores a value in CM's key-value store. Storing the same value twice is fine. */
export const ddbPut = async (host: Host, key: string, value: string, signal?: AbortSignal): Promise<void> => {
  const command: Command = ['cm_ctl', 'ddb', '--put', key, value];
  const { stdout } = await runCm(host, command, signal);
  // Exit status 0 and two lines come back also when the store refused: only the word tells.
  if (!/exec ddb --put command success/.test(stdout)) throw ddbFailure(host, command, stdout);
};

/** The value of a key in CM's store; null when there is none. */
export const ddbGet = async (host: Host, key: string, signal?: AbortSignal): Promise<string | null> => {
  const command: Command = ['cm_ctl', 'ddb', '--get', key];
  const { stdout } = await runCm(host, command, signal);
  if (/Key not found/i.test(stdout)) return null;
  const [first, second] = stdout.split('\n').map((line) => line.replace(/^cm_ctl: ?/, ''));
  if (/exec ddb --get command success/.test(first ?? '')) return second ?? '';
  throw ddbFailure(host, command, stdout);
};

/** Takes a key out of CM's store; absent is fine. */
export const ddbDelete = async (host: Host, key: string, signal?: AbortSignal): Promise<void> => {
  const command: Command = ['cm_ctl', 'ddb', '--delete', key];
  const { stdout } = await runCm(host, command, signal);
  if (!/exec ddb --delete command success/.test(stdout) && !/Key not found/i.test(stdout)) {
    throw ddbFailure(host, command, stdout);
  }
};

/**
 * Stops CM and the datanodes of one node, best on that node: calls for several nodes on one would share the file in which
 * the tool keeps what it has found (openGauss CM, ctl_stop.cpp). Stopped already: success.
 */
export const stopNode = async (
  host: Host,
  nodeId: number,
  limitSeconds: number,
  signal?: AbortSignal,
): Promise<void> => {
  const command: Command = ['cm_ctl', 'stop', '-n', String(nodeId), '-m', 'i', '-t', String(limitSeconds)];
  const result = await runToExit(host, command, {
    timeoutMs: (limitSeconds + 60) * 1000,
    ...(signal && { signal }),
  });
  if (result.exitCode === 0) {
    if (/successfully/.test(result.stdout)) return;
    throw notUnderstood(host, command, result.stdout);
  }
  const error = commandFailed(host, command, result);
  throw new SdrError('E_CLUSTER_STOP', error.found, error.where);
};

/** `cm_ctl start`: waits until the cluster is Normal, which may take days, so it is run as a job. */
export const startClusterCommand = (limitSeconds: number): Command => ['cm_ctl', 'start', '-t', String(limitSeconds)];

/** Its exit status tells nothing: since CM 6.0 it is 0 also after a failure (openGauss CM, ctl_start.cpp). */
export const saysStarted = (said: string): boolean => /start cluster successfully/.test(said);

/** Whether a call failed because CM is down, as it is after every node was stopped. */
export const isCmDown = (error: unknown): boolean => error instanceof SdrError && error.code === 'E_CM_DOWN';

const runCm = async (host: Host, command: Command, signal?: AbortSignal) => {
  const result = await runToExit(host, command, { timeoutMs: QUERY_LIMIT_MS, ...(signal && { signal }) });
  if (/can't connect to cm_?server/.test(result.stdout)) {
    throw new SdrError('E_CM_DOWN', 'no cm_server answers', { node: host.address, command: shown(command) });
  }
  if (result.exitCode !== 0) throw commandFailed(host, command, result);
  return result;
};

const ddbFailure = (host: Host, command: Command, text: string): SdrError =>
  /failed/.test(text)
    ? new SdrError('E_COMMAND_FAILED', text.replaceAll('cm_ctl: ', '').trim().replaceAll('\n', ' '), {
        node: host.address,
        command: shown(command),
      })
    : notUnderstood(host, command, text);

const fail = (host: Host, command: Command, text: string): never => {
  throw notUnderstood(host, command, text);
};

/** Blocks of `key : value` lines; a block begins with `node`. Undefined when the text is nothing of the kind. */
export const parseQuery = (text: string): ClusterSnapshot | undefined => {
  const state = stateIn(text);
  if (state === undefined) return undefined;
  const blocks = blocksOf(text);
  const names = namesIn(blocks);
  const found = blocks
    .filter((block) => block['type'] === 'Datanode')
    .map((block) => datanodeOf(block, names.get(block['node'])));
  const datanodes = found.filter((datanode) => datanode !== undefined);
  // While a cm_server reads its configuration again it shows none.
  if (datanodes.length === 0 || datanodes.length < found.length) return undefined;
  const others = new Set(blocks.flatMap(({ node }) => idOf(node) ?? []));
  for (const { nodeId } of datanodes) others.delete(nodeId);
  return { state, datanodes, ...(others.size > 0 && { otherNodes: [...others] }) };
};

/** The cm_servers of the same text. */
export const parseServers = (text: string): readonly CmServer[] => {
  const blocks = blocksOf(text);
  const names = namesIn(blocks);
  return blocks
    .filter((block) => block['type'] === 'CMServer')
    .map((block) => ({
      id: idOf(block['instance_id']) ?? 0,
      nodeName: names.get(block['node']) ?? '',
      state: block['instance_state'] ?? 'Unknown',
    }));
};

const namesIn = (blocks: readonly Block[]): ReadonlyMap<string | undefined, string> =>
  new Map(blocks.flatMap((block) => (block['node_name'] ? [[block['node'], block['node_name']]] : [])));

type Block = Readonly<Partial<Record<string, string>>>;

const blocksOf = (text: string): readonly Block[] => {
  const blocks: Record<string, string>[] = [];
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const [key, value] = [line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()];
    if (colon < 0 || !/^\w+$/.test(key)) continue;
    if (key === 'node') blocks.push({ node: value });
    else (blocks.at(-1) ?? {})[key] ??= value;
  }
  return blocks;
};

const datanodeOf = (block: Block, nodeName: string | undefined): Datanode | undefined => {
  const [id, nodeId] = [idOf(block['instance_id']), idOf(block['node'])];
  const { node_ip: nodeIp, data_path: dataDirectory } = block;
  if (id === undefined || nodeId === undefined || !nodeName || !nodeIp || !isPath(dataDirectory)) return undefined;
  return {
    id,
    nodeId,
    nodeName,
    nodeIp,
    dataDirectory,
    role: DATANODE_ROLES.find((role): role is DatanodeRole => role === block['instance_state']) ?? 'Unknown',
    ha: block['HA_state'] ?? 'Unknown',
    ...(block['reason'] !== undefined && block['reason'] !== 'Normal' && { reason: block['reason'] }),
  };
};

/** Absolute, and one whose parts are names: everything below it stays below it. */
const isPath = (text: string | undefined): text is string =>
  text !== undefined && /^\/[^\0]+$/.test(text) && !text.split('/').includes('..');

const idOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

const stateIn = (text: string): ClusterState | undefined => {
  const word = /^cluster_state\s*:\s*(\S+)\s*$/m.exec(text)?.[1];
  return word === undefined ? undefined : (CLUSTER_STATES.find((state) => state === word) ?? 'Unknown');
};
