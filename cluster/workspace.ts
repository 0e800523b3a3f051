import { SdrError } from '../domain/errors.js';
import { areBefore, rememberOnce, type Before } from '../domain/start/before.js';
import { isKept } from '../domain/start/kept.js';
import type { StartScope } from '../domain/start/scope.js';
import type { ClusterPair, ClusterSide } from '../domain/topology.js';
import type { Host } from './host/host.js';
import { isTemporary } from './host/temporary.js';

/**
 * `$PGHOST/streaming_cabin` on every node: what gs_sdr leaves there for its other verbs and for people, in its form, and
 * this project's own files beside it (names beginning with `sdr_`).
 */
export interface Workspace {
  readonly cabin: string;
  readonly pgHost: string;
}

export const workspaceOn = async (host: Host): Promise<Workspace> => {
  const { pgHost } = await host.environment();
  return { pgHost, cabin: `${pgHost}/streaming_cabin` };
};

const PRIVATE = 0o600;

export const STATUS_FILE = '.hadr_cluster_stat';
export const CONF_RECORD = 'cluster_conf_record';
/** gs_sdr looks past it too: a query does nothing by steps. */
const QUERY_STEP_FILE = '.streaming_query.step';
export const GUC_BACKUP = '.streaming_guc_backup';
export const WAL_KEEP_RECORD = '.wal_keep_segments_record';
const RUN_FILE = 'sdr_run.json';
const BEFORE_FILE = 'sdr_before.json';
const SCOPE_FILE = 'sdr_scope.json';
const STORED_HADR_USER = 'sdr_stored_hadr_user';
const KEPT_FILE = 'sdr_kept_';
const JOBS = 'sdr_jobs';
/** What the step file said of a start that gs_sdr began and a run of ours goes on with. */
export const ADOPTED_STEP = 'sdr_adopted_step';
export const KEY_FOLDER = 'gs_secure_files';

/** Short, plain, and without secrets: what they say may be shown. */
export const PLAIN_FILES: readonly string[] = [STATUS_FILE, CONF_RECORD, GUC_BACKUP, WAL_KEEP_RECORD];

/** This project's own file or folder in the workspace. */
export const isOwnRecord = (name: string): boolean => name.startsWith('sdr_');

/** Makes the workspace and its own folder for jobs. Present already: fine. */
export const makeWorkspace = async (host: Host): Promise<Workspace> => {
  const workspace = await workspaceOn(host);
  await host.makeDirectory(workspace.cabin, 0o755);
  await host.makeDirectory(`${workspace.cabin}/${JOBS}`, 0o700);
  return workspace;
};

/**
 * Whether nobody has a workspace there: there is none, or what an attempt that died has begun to make. An empty one is
 * somebody else's.
 */
export const isUnclaimed = async (host: Host): Promise<boolean> => {
  const names = await host.list((await workspaceOn(host)).cabin);
  return names === undefined || (names.length > 0 && isOnlyBegun(names));
};

/** Takes away what an attempt has begun to make, and nothing that anybody claims. */
export const dropBegun = async (host: Host): Promise<void> => {
  const { cabin } = await workspaceOn(host);
  if (isOnlyBegun((await host.list(cabin)) ?? [])) await host.remove(cabin);
};

const isOnlyBegun = (names: readonly string[]): boolean =>
  names.every((name) => (isOwnRecord(name) || isTemporary(name)) && name !== RUN_FILE);

/** The published status, or undefined. The file has no line end. */
export const readStatus = async (host: Host): Promise<string | undefined> => readText(host, STATUS_FILE);

export const writeStatus = async (host: Host, status: string): Promise<void> => writeText(host, STATUS_FILE, status);

/** The percentage another verb of gs_sdr publishes while it runs; empty otherwise. */
export const readProgressStat = async (host: Host, verb: 'failover' | 'switchover'): Promise<string> =>
  (await readText(host, `.hadr_${verb}_stat`)) ?? '';

/** Both sides' configuration on one line, the remote one first, as the original writes it. */
export const writeConfRecord = async (host: Host, pair: ClusterPair): Promise<void> => {
  const side = ({ port, shards }: ClusterSide) => ({ port, shards });
  const record = { remoteClusterConf: side(pair.remote), localClusterConf: side(pair.local) };
  await writeText(host, CONF_RECORD, JSON.stringify(record));
};

/** `name,value,trace id` a line: what failover and stop of the original put back. */
export const writeGucBackup = async (host: Host, text: string): Promise<void> => writeText(host, GUC_BACKUP, text);

export const readGucBackup = async (host: Host): Promise<string | undefined> => readText(host, GUC_BACKUP);

/** `6001:128`: instance id and value. */
export const writeWalKeepRecord = async (host: Host, datanode: number, value: string): Promise<void> =>
  writeText(host, WAL_KEEP_RECORD, `${datanode}:${value}`);

/** Which run of which workflow the workspace belongs to. */
export interface RunRecord {
  readonly workflowId: string;
  readonly runId: string;
  readonly firstRunId: string;
}

export const readRunRecord = async (host: Host): Promise<RunRecord | undefined> => {
  const text = await readText(host, RUN_FILE);
  return text === undefined ? undefined : asRunRecord(await parsed(host, RUN_FILE, text));
};

export const writeRunRecord = async (host: Host, record: RunRecord): Promise<void> =>
  writeText(host, RUN_FILE, `${JSON.stringify(record)}\n`);

/** What the run is at, beside the engine's history; undefined: nothing of it is recorded. */
export const readKeptScope = async (host: Host): Promise<StartScope | undefined> => {
  const text = await readText(host, SCOPE_FILE);
  if (text === undefined) return undefined;
  const value = await parsed(host, SCOPE_FILE, text);
  if (!isKept(value)) throw await damaged(host, SCOPE_FILE);
  return value;
};

export const writeKeptScope = async (host: Host, scope: StartScope): Promise<void> =>
  writeText(host, SCOPE_FILE, `${JSON.stringify(scope)}\n`);

/** Takes away what ties the workspace to a run; status, configuration record and backups stay for the other verbs. */
export const forgetRun = async (host: Host): Promise<void> => {
  const { cabin } = await workspaceOn(host);
  // What a worker that died while it wrote has left goes too.
  const others = ((await host.list(cabin)) ?? []).filter((name) => isTemporary(name) || name.startsWith(KEPT_FILE));
  for (const name of [RUN_FILE, BEFORE_FILE, SCOPE_FILE, STORED_HADR_USER, ADOPTED_STEP, JOBS, ...others])
    await host.remove(`${cabin}/${name}`);
};

/**
 * Adds to what was found before the first change, on disk before the change is made: a retry after a crash then reads
 * the old value here and not its own change in the setting. Known values are never overwritten.
 * @returns everything known
 */
export const rememberBefore = async (host: Host, found: readonly Before[]): Promise<readonly Before[]> => {
  const known = await readBefore(host);
  const all = rememberOnce(known, found);
  if (JSON.stringify(all) !== JSON.stringify(known)) await writeText(host, BEFORE_FILE, `${JSON.stringify(all)}\n`);
  return all;
};

export const readBefore = async (host: Host): Promise<readonly Before[]> => {
  const text = await readText(host, BEFORE_FILE);
  // Written by this project alone, atomically: what does not parse is a fault worth stopping for.
  if (text === undefined) return [];
  const value = await parsed(host, BEFORE_FILE, text);
  if (!areBefore(value)) throw await damaged(host, BEFORE_FILE);
  return value;
};

/** The cipher text that stood in the database before the first change, for when it is put back; kept once. */
export const keepStoredHadrUser = async (host: Host, cipher: string | undefined): Promise<void> => {
  if ((await readText(host, STORED_HADR_USER)) === undefined) await writeText(host, STORED_HADR_USER, cipher ?? '');
};

/** Undefined when none stood there, or nothing was kept. */
export const keptHadrUser = async (host: Host): Promise<string | undefined> =>
  (await readText(host, STORED_HADR_USER)) || undefined;

/** A file of the node as it was before the first change, by its name; kept once. */
export const keepFile = async (host: Host, name: string, content: Buffer): Promise<void> => {
  if ((await keptFile(host, name)) === undefined) await host.writeFile(await keptPath(host, name), content, PRIVATE);
};

/** Undefined when none was kept. */
export const keptFile = async (host: Host, name: string): Promise<Buffer | undefined> =>
  host.readFile(await keptPath(host, name));

const keptPath = async (host: Host, name: string): Promise<string> =>
  `${(await workspaceOn(host)).cabin}/${KEPT_FILE}${name}`;

export const jobDirectory = async (host: Host, job: string): Promise<string> => {
  const { cabin } = await workspaceOn(host);
  return `${cabin}/${JOBS}/${job}`;
};

/** Locks of gs_sdr in $PGHOST, by trace id. */
export const locksOn = async (host: Host): Promise<readonly string[]> => {
  const { pgHost } = await workspaceOn(host);
  const prefix = 'streaming_lock_';
  return ((await host.list(pgHost)) ?? [])
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
};

export const lock = async (host: Host, traceId: string): Promise<void> => {
  const { pgHost } = await workspaceOn(host);
  await host.writeFile(`${pgHost}/streaming_lock_${traceId}`, '', PRIVATE);
};

export const unlock = async (host: Host, traceId: string): Promise<void> => {
  const { pgHost } = await workspaceOn(host);
  await host.remove(`${pgHost}/streaming_lock_${traceId}`);
};

/** Step files of the original in the workspace: an action of gs_sdr that was not finished. */
export const stepFilesOn = async (host: Host): Promise<readonly string[]> => {
  const { cabin } = await workspaceOn(host);
  return ((await host.list(cabin)) ?? []).filter(
    (name) => /^\.streaming_\w+\.step$/.test(name) && name !== QUERY_STEP_FILE,
  );
};

/** What must be empty for no upgrade to be under way. */
export const upgradeFiles = async (host: Host): Promise<readonly string[]> => {
  const { pgHost } = await workspaceOn(host);
  return (await host.list(`${pgHost}/binary_upgrade`)) ?? [];
};

/** A file of the workspace; undefined when it is not there. */
export const readText = async (host: Host, name: string): Promise<string | undefined> => {
  const { cabin } = await workspaceOn(host);
  return (await host.readFile(`${cabin}/${name}`))?.toString('utf8');
};

/** For its owner alone, as the original's are. */
export const writeText = async (host: Host, name: string, text: string): Promise<void> => {
  const { cabin } = await workspaceOn(host);
  await host.writeFile(`${cabin}/${name}`, text, PRIVATE);
};

const parsed = async (host: Host, name: string, text: string): Promise<unknown> => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw await damaged(host, name);
  }
};

const damaged = async (host: Host, name: string): Promise<SdrError> => {
  const { cabin } = await workspaceOn(host);
  return new SdrError('E_FILE_UNREADABLE', `${cabin}/${name} is damaged`, { node: host.address });
};

const asRunRecord = (value: unknown): RunRecord | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { workflowId, runId, firstRunId } = value as Partial<Record<keyof RunRecord, unknown>>;
  return typeof workflowId === 'string' && typeof runId === 'string' && typeof firstRunId === 'string'
    ? { workflowId, runId, firstRunId }
    : undefined;
};
