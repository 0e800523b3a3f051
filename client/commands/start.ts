import { userInfo } from 'node:os';
import { Option, type Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import { ROLES, type Role } from '../../domain/roles.js';
import { DEFAULT_TIME_OUT, type StartRequest } from '../../domain/start/request.js';
import type { ClusterPair } from '../../domain/topology.js';
import { readConfiguration } from '../configuration.js';
import { errorOf } from '../cli/errors.js';
import { follow } from '../cli/follow.js';
import { confirmOverwrite } from '../cli/guard.js';
import { configurationOptions, filesOf, positiveInteger, type ClusterOptions } from '../cli/options.js';
import { progress, result } from '../cli/output.js';
import { between } from '../render/time.js';
import type { RunState } from '../../domain/start/run-state.js';
import { connectEngine, type Engine } from '../temporal/connection.js';
import { viewRun } from '../temporal/runs.js';
import { startAction } from '../temporal/start.js';

interface StartOptions extends ClusterOptions {
  readonly mode: Role;
  readonly user: string;
  readonly password?: string | true;
  readonly timeOut: number;
  readonly detach: boolean;
  readonly force: boolean;
  readonly yesOverwrite?: string;
  readonly forceSessions: boolean;
  readonly onFailure: 'park' | 'fail';
  readonly by?: string;
  readonly output: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  on the primary cluster            sdr start -m primary -X cluster.xml
  on the disaster standby cluster   sdr start -m disaster_standby -X cluster.xml
  without a terminal                sdr start -m disaster_standby -X cluster.xml --yes-overwrite south --output json
  again, after a failure            the same command: it goes on at the failed step`;

export const addStartCommand = (program: Command): void => {
  const command = program
    .command('start')
    .description('tie two clusters into streaming disaster recovery; run it for each of them')
    .addOption(new Option('-m, --mode <role>', 'the role this cluster gets').choices(ROLES).makeOptionMandatory());
  configurationOptions(command)
    .option('-U, --user <user>', 'database user of the replication, the same on both clusters', 'hadr')
    .addOption(new Option('-W, --password [password]').hideHelp())
    .option('--time-out <seconds>', 'how long to wait for the other side', positiveInteger, DEFAULT_TIME_OUT)
    .option('--detach', 'return as soon as the start is under way', false)
    .option('-f, --force', 'begin at step 1 although an unfinished start is there', false)
    .option('--yes-overwrite <cluster>', 'confirms that this cluster’s data may be erased')
    .option('--force-sessions', 'overwrite although sessions are connected', false)
    .addOption(
      new Option('--on-failure <what>', 'park: wait for the operator; fail: end')
        .choices(['park', 'fail'])
        .default('park'),
    )
    .option('--by <who>', 'who asks, for the records (default: the OS user)')
    .addOption(new Option('--output <form>', 'form of the result').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action(start);
};

const start = async (options: StartOptions): Promise<void> => {
  if (options.password !== undefined) throw new SdrError('E_PASSWORD_IN_ARGV', '-W is not taken');
  if (options.xml !== undefined && options.json !== undefined) progress('both -X and --json are given: --json is used');
  const pair = await readConfiguration(filesOf(options));
  const engine = await connectEngine();
  try {
    const request = await requestOf(engine, pair, options);
    const { ended, workflowId } = await startAction(engine, request);
    if (options.detach) {
      result(
        options.output === 'json'
          ? JSON.stringify({ workflowId })
          : `${workflowId} is under way: sdr status --cluster ${pair.cluster} --watch`,
      );
      return;
    }
    tellEnd(await follow(engine, pair.cluster, ended), options.output);
  } finally {
    await engine.close();
  }
};

const requestOf = async (engine: Engine, pair: ClusterPair, options: StartOptions): Promise<StartRequest> => {
  const guarded = options.mode === 'disaster_standby' && !(await isErasedAlready(engine, pair));
  const guard = {
    forceSessions: options.forceSessions,
    ...(options.yesOverwrite !== undefined && { yesOverwrite: options.yesOverwrite }),
  };
  const overwrite = guarded ? await confirmOverwrite(engine, pair, guard) : undefined;
  return {
    action: 'start',
    role: options.mode,
    pair,
    hadrUser: options.user,
    timeOutSeconds: options.timeOut,
    onFailure: options.onFailure,
    fresh: options.force,
    by: options.by ?? userInfo().username,
    ...(overwrite && { overwrite }),
  };
};

/** A start that is past step 2 was confirmed when it began; its cluster may be stopped by now and cannot be looked at. */
const isErasedAlready = async (engine: Engine, { cluster }: ClusterPair): Promise<boolean> => {
  const view = await viewRun(engine, cluster);
  return (
    view?.state.request.role === 'disaster_standby' &&
    view.state.phase !== 'done' &&
    view.state.phase !== 'aborted' &&
    view.state.recorded >= 2
  );
};

/** The result line; a run that did not end well is an error with the run's own code. */
export const tellEnd = (state: RunState, output: 'text' | 'json'): void => {
  const { cluster } = state.request.pair;
  result(
    output === 'json'
      ? JSON.stringify(state)
      : `${cluster}: ${state.status}, ${state.phase}${state.endedAt ? ` in ${between(state.startedAt, state.endedAt)}` : ''}`,
  );
  if (state.phase === 'done') return;
  if (state.phase === 'parked')
    progress(`It is parked at step ${state.recorded + 1}; to go on: sdr start again, as before`);
  throw state.failure === undefined
    ? new SdrError('E_ABORTED', 'the start was aborted', { cluster })
    : errorOf(state.failure);
};
