import { join } from 'node:path';
import { writeAtomic } from '../files/atomic.js';
import { reloadInstance, startInstance, stopInstance } from '../postgres/control.js';
import {
  MODES,
  isInitialized,
  isMode,
  lastLogLines,
  postmasterPid,
  readInstanceState,
  stalePid,
} from '../postgres/instance.js';
import { queryLocally } from '../postgres/sql.js';
import { say } from './gs-ctl-log.js';
import { option, type Options, type Tool } from './tool.js';

/** Already up: says so, answers 0, and leaves the mode as it is. Not up in time: answers 0 too. */
export const start = async (tool: Tool, options: Options): Promise<number> => {
  const mode = option(options, '-M') ?? 'primary';
  if (!isMode(mode)) {
    tool.out(`gs_ctl: invalid server mode "${mode}"\n`);
    return 1;
  }
  say(tool, `gs_ctl started,datadir is ${tool.node.datanode.directory} `);
  if (postmasterPid(tool.node) !== undefined) {
    say(tool, ' another server might be running; Please use the restart command');
    return 0;
  }
  say(tool, 'waiting for server to start...');
  const seconds = Number(option(options, '-t') ?? 60);
  const result = isInitialized(tool.node)
    ? await startInstance(tool.topology, tool.node, mode, seconds * 1000)
    : 'failed';
  if (result === 'failed') {
    for (const line of lastLogLines(tool.node, 3)) tool.out(`${line}\n`);
    say(tool, 'could not start server\nExamine the log output.');
    return 1;
  }
  if (result === 'still starting') {
    say(tool, 'server is still starting up');
    return 0;
  }
  say(tool, ' done');
  say(tool, `server started (${tool.node.datanode.directory})`);
  return 0;
};

export const stop = async (tool: Tool, options: Options): Promise<number> => {
  const how = option(options, '-m') === 'fast' ? 'fast' : 'immediate';
  say(tool, `gs_ctl stopped ,datadir is ${tool.node.datanode.directory} `);
  const stale = stalePid(tool.node);
  if (stale !== undefined) {
    say(tool, ` cannot stop server; single-user server is running (PID: ${stale})  No such process`);
    say(tool, 'stop failed, killing gaussdb by force ...');
    return 1;
  }
  if (!(await stopInstance(tool.node, how))) {
    say(tool, `PID file "${tool.node.datanode.directory}/postmaster.pid" does not exist`);
    say(tool, 'Is server running?');
    return 1;
  }
  say(tool, 'waiting for server to shut down.... done');
  say(tool, 'server stopped');
  return 0;
};

export const reload = (tool: Tool): number => {
  if (!reloadInstance(tool.topology, tool.node)) {
    const stale = stalePid(tool.node);
    if (stale !== undefined) {
      say(tool, ` could not send reload signal (PID: ${stale}): No such process`);
      return 1;
    }
    say(tool, `PID file "${tool.node.datanode.directory}/postmaster.pid" does not exist`);
    say(tool, 'Is server running?');
    return 1;
  }
  say(tool, 'server signaled');
  return 0;
};

export const query = (tool: Tool): number => {
  const state = readInstanceState(tool.node);
  const up = postmasterPid(tool.node) !== undefined;
  tool.out(' HA state:\n');
  for (const [name, value] of [
    ['local_role', up && state ? MODES[state.mode] : 'Down'],
    ['db_state', up ? 'Normal' : 'Down'],
  ] as const) {
    tool.out(`        ${name.padEnd(30)}: ${value}\n`);
  }
  return 0;
};

/** Makes a datanode in pending mode primary. Not so a second time. */
export const notify = async (tool: Tool, options: Options): Promise<number> => {
  const state = readInstanceState(tool.node);
  if (state?.mode !== 'pending' || postmasterPid(tool.node) === undefined) {
    say(tool, ' only support notify server in pending mode; current server is not pending');
    return 1;
  }
  writeAtomic(join(tool.node.datanode.directory, 'term_file'), option(options, '-T') ?? '0', 0o600);
  reloadInstance(tool.topology, tool.node, { mode: 'primary' });
  await queryLocally(tool.node, tool.topology.user.name, 'select pg_promote(true, 60)');
  say(tool, 'waiting for server to response... done');
  say(tool, 'notify server completed, mode change to Primary');
  return 0;
};
