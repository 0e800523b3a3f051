import { userInfo } from 'node:os';
import { Option, type Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import { ROLES, type Role } from '../../domain/roles.js';
import {
  DEFAULT_HADR_USER,
  DEFAULT_TIME_OUT,
  startRequest,
  whyNotSameStart,
  type Overwrite,
  type StartRequest,
} from '../../domain/start/request.js';
import type { ClusterPair } from '../../domain/topology.js';
import { readConfiguration } from '../configuration.js';
import { follow } from '../cli/follow.js';
import { confirmOverwrite } from '../cli/guard.js';
import {
  configurationOptions,
  filesOf,
  outputOption,
  positiveInteger,
  type ClusterOptions,
  type Form,
} from '../cli/options.js';
import { progress, result } from '../cli/output.js';
import { tellEnd } from '../cli/end.js';
import { connectEngine, type Engine } from '../temporal/connection.js';
import { viewRun } from '../temporal/runs.js';
import { startAction } from '../temporal/start.js';

interface StartOptions extends ClusterOptions {
  readonly mode: Role;
  readonly user: string;
  readonly timeOut: number;
  readonly detach?: true;
  readonly force?: true;
  readonly yesOverwrite?: string;
  readonly forceSessions?: true;
  readonly onFailure: StartRequest['onFailure'];
  readonly by?: string;
  readonly output: Form;
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
    .option('-U, --user <user>', 'database user of the replication, the same on both clusters', DEFAULT_HADR_USER)
    .option('--time-out <seconds>', 'how long to wait for the other side', positiveInteger, DEFAULT_TIME_OUT)
    .option('--detach', 'return as soon as the start is under way')
    .option('-f, --force', 'begin at step 1 although an unfinished start is there')
    .option('--yes-overwrite <cluster>', 'confirms that this cluster’s data may be erased')
    .option('--force-sessions', 'overwrite although sessions are connected')
    .addOption(
      new Option('--on-failure <what>', 'park: wait for the operator; fail: end')
        .choices(['park', 'fail'])
        .default('park'),
    )
    .option('--by <who>', 'who asks, for the records (default: the OS user)')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(start);
};

const start = async (options: StartOptions): Promise<void> => {
  if (options.xml !== undefined && options.json !== undefined) progress('both -X and --json are given: --json is used');
  const pair = await readConfiguration(filesOf(options));
  const engine = await connectEngine();
  try {
    const { ended, workflowId, runId } = await startAction(engine, await requestOf(engine, pair, options));
    if (options.detach) {
      result(
        options.output === 'json'
          ? JSON.stringify({ workflowId, runId })
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
  const request = startRequest(pair, options.mode, {
    hadrUser: options.user,
    timeOutSeconds: options.timeOut,
    onFailure: options.onFailure,
    fresh: options.force === true,
    by: options.by ?? userInfo().username,
  });
  const unfinished = await unfinishedStart(engine, request);
  if (options.mode === 'primary') return request;
  return { ...request, overwrite: await overwriteOf(engine, pair, options, unfinished) };
};

/**
 * The request of this cluster's start that is not at its end yet.
 * @throws SdrError E_OTHER_START when it runs and is another one: nobody needs to be asked anything then
 */
const unfinishedStart = async (engine: Engine, request: StartRequest): Promise<StartRequest | undefined> => {
  const { cluster } = request.pair;
  const view = await viewRun(engine, cluster);
  if (view === undefined || view.state.phase === 'done' || view.state.phase === 'aborted') return undefined;
  const { state, execution } = view;
  const difference = whyNotSameStart(state.request, request);
  if (difference === undefined) return state.recorded >= 2 ? state.request : undefined;
  if (execution !== 'RUNNING') return undefined;
  throw new SdrError('E_OTHER_START', `a start is ${state.phase} since ${state.startedAt}: ${difference}`, { cluster });
};

/** A start that is past step 2 was confirmed when it began; its cluster may be stopped by now and cannot be looked at. */
const overwriteOf = async (
  engine: Engine,
  pair: ClusterPair,
  { yesOverwrite, forceSessions }: StartOptions,
  unfinished: StartRequest | undefined,
): Promise<Overwrite> =>
  unfinished?.overwrite ??
  confirmOverwrite(engine, pair, {
    forceSessions: forceSessions === true,
    ...(yesOverwrite !== undefined && { yesOverwrite }),
  });
