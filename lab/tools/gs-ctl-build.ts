import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { wiringOf } from '../network/wiring.js';
import { startInstance, stopInstance } from '../postgres/control.js';
import { baseBackup } from '../postgres/base-backup.js';
import { postmasterPid, readInstanceState, MODES, type LocalRole } from '../postgres/instance.js';
import { peersOf, roleSeen, type Peer } from '../postgres/upstream.js';
import type { Login } from '../postgres/sql.js';
import { buildTrouble } from './build-trouble.js';
import {
  buildPid,
  markBuilt,
  markHalfBuilt,
  readProgress,
  recordBuild,
  recordedBuild,
  writeProgress,
} from './build-files.js';
import { say } from './gs-ctl-log.js';
import { option, type Options, type Tool } from './tool.js';

/** Files of the datanode itself that a full build does not take over. pg_hba.conf and pg_ident.conf it does. */
const KEPT = ['postgresql.conf', 'pg_hba.conf.old', 'gs_build.pid', 'build_completed.start'];

/** Between two writes of how far it is. */
const PROGRESS_MS = 50;

/** A full copy from the first fitting peer. Ends with 1 and its words when it could not be done. */
export const build = async (tool: Tool, options: Options): Promise<number> => {
  const { directory } = tool.node.datanode;
  const mode = option(options, '-M');
  say(tool, `gs_ctl incremental build ,datadir is ${directory}`);
  if (buildPid(directory) !== undefined) return refuse(tool, 'Another gs_ctl command is still running,build failed !');
  const running = postmasterPid(tool.node) === undefined ? undefined : readInstanceState(tool.node)?.mode;
  if (running === 'primary' || running === 'hadr_main_standby') {
    return refuse(tool, `The local server run as ${MODES[running]},build cannot be executed.`);
  }
  recordBuild(directory, process.pid);
  const source = await findSource(tool, options);
  if (source === undefined) {
    return refuse(tool, 'inc build failed due to primary connection failure, skip full build.');
  }
  const kind = fallenBack(tool, options);
  try {
    if (running !== undefined) await stopInstance(tool.node, 'immediate');
    await copyFrom(tool, source, login(tool, options));
  } catch (error) {
    say(tool, error instanceof Error ? error.message : String(error));
    say(tool, `${kind} failed(${directory}).`);
    return 1;
  }
  say(tool, `${kind} build completed(${directory}).`);
  if (options.values.has('-q')) {
    recordBuild(directory, 0);
    return 0;
  }
  // Until it has started the datanode the build is under way: cm_agent keeps away, as it would start it too.
  const started = await startInstance(
    tool.topology,
    tool.node,
    mode === 'cascade_standby' ? 'cascade_standby' : 'standby',
  );
  recordBuild(directory, 0);
  say(tool, started === 'failed' ? 'could not start server' : `server started (${directory})`);
  return started === 'failed' ? 1 : 0;
};

/** It tries an increment first, which two clusters of different origin never have. @returns what it calls the full one */
const fallenBack = (tool: Tool, options: Options): string => {
  if (option(options, '-b') === 'standby_full') {
    say(tool, 'gs_ctl: change build mode to CROSS_CLUSTER_INC_BUILD.');
    say(tool, 'gs_ctl:cross inc build failed, change build mode to standby full build.');
    return 'standby full build';
  }
  say(tool, 'inc build failed, change to full build.');
  return 'auto build';
};

const refuse = (tool: Tool, words: string): number => {
  say(tool, words);
  return 1;
};

const login = (tool: Tool, options: Options): Login => {
  const user = option(options, '-U');
  const password = option(options, '-P');
  return { user: user ?? tool.topology.user.name, ...(password !== undefined && { password }) };
};

/** A standby_full build copies from a standby of the own cluster, any other from a primary; the first that answers so. */
const findSource = async (tool: Tool, options: Options): Promise<Peer | undefined> => {
  const fromStandby = option(options, '-b') === 'standby_full';
  const wanted: readonly LocalRole[] = fromStandby ? ['Standby', 'Main Standby'] : ['Primary'];
  for (const peer of peersOf(tool.topology, tool.node)) {
    if (fromStandby && peer.crossRegion) continue;
    const role = await roleSeen(tool.topology, tool.node, peer.node);
    const fits = role !== undefined && wanted.includes(role);
    say(
      tool,
      `build try host(${peer.node.dataIp}) port(${peer.node.datanode.port + 1}) ${fits ? 'success' : 'failed'}`,
    );
    if (fits) return peer;
  }
  return undefined;
};

const copyFrom = async (tool: Tool, source: Peer, who: Login): Promise<void> => {
  const { directory } = tool.node.datanode;
  const trouble = buildTrouble(tool.topology, tool.node.name);
  let writtenAt = 0;
  writeProgress(directory, { mode: 'Full', doneBytes: 0, totalBytes: 0 });
  emptyDataDirectory(directory);
  markHalfBuilt(directory);
  say(tool, 'get backup start point: checkpoint fast');
  await baseBackup({
    ...wiringOf(tool.topology).outgoing(tool.node, source.node),
    ...who,
    directory,
    keep: KEPT,
    pace: (doneBytes, totalBytes) => {
      if (Date.now() - writtenAt >= PROGRESS_MS) {
        writtenAt = Date.now();
        writeProgress(directory, { mode: 'Full', doneBytes, totalBytes });
      }
      if (trouble.breaks()) throw new Error('could not receive data from xlog stream: connection reset by peer');
      return trouble.waits(doneBytes);
    },
  });
  markBuilt(directory);
};

const emptyDataDirectory = (directory: string): void => {
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    if (!KEPT.includes(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
};

/** `Build completed` is also the answer when none was ever started. */
export const queryBuild = (tool: Tool): number => {
  const { directory } = tool.node.datanode;
  const recorded = recordedBuild(directory);
  if (recorded !== undefined && Number.isNaN(recorded)) return refuse(tool, 'could not read the pid file of the build');
  const running = buildPid(directory) !== undefined;
  const state = running ? 'Building' : recorded === undefined || recorded === 0 ? 'Build completed' : 'Build failed';
  say(tool, `gs_ctl querybuild ,datadir is ${directory} `);
  const line = (name: string, value: string): void => tool.out(`        ${name.padEnd(30)}: ${value}\n`);
  tool.out(' HA state:\n');
  line('local_role', 'Unknown');
  line('static_connections', String(peersOf(tool.topology, tool.node).length));
  line('db_state', state);
  line('sync_mode', 'Unknown');
  const progress = running ? readProgress(directory) : undefined;
  if (progress === undefined) return 0;
  const { doneBytes, totalBytes } = progress;
  tool.out(' Build state:\n');
  line('build_mode', progress.mode);
  line('data_synchronized', readable(doneBytes));
  line('estimated_total_data', readable(totalBytes));
  line('process_schedule', `${totalBytes > 0 ? Math.min(100, Math.floor((doneBytes / totalBytes) * 100)) : 0}%`);
  line('estimated_remaining_time', '--:--:--');
  return 0;
};

const readable = (bytes: number): string =>
  bytes >= 1024 ** 2
    ? `${(bytes / 1024 ** 2).toFixed(2)} MB`
    : bytes >= 1024
      ? `${Math.floor(bytes / 1024)} kB`
      : `${bytes} B`;
