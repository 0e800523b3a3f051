import { Option, type Command } from 'commander';
import type { Role } from '../../domain/roles.js';
import { DEFAULT_TIME_OUT, type StartRequest } from '../../domain/start/request.js';
import { readConfiguration } from '../configuration.js';
import {
  configurationOptions,
  filesOf,
  outputOption,
  planHash,
  positiveInteger,
  roleOption,
  userOption,
  type ClusterOptions,
  type Form,
} from '../cli/options.js';
import { progress } from '../cli/output.js';

export interface StartOptions extends ClusterOptions {
  readonly mode: Role;
  readonly user: string;
  readonly timeOut: number;
  readonly detach?: true;
  readonly force?: true;
  readonly yesOverwrite?: string;
  readonly forceSessions?: true;
  readonly onFailure: StartRequest['onFailure'];
  readonly by?: string;
  readonly plan?: string;
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
    .addOption(roleOption());
  configurationOptions(command)
    .addOption(userOption())
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
    .option('--plan <hash>', 'do just what `sdr plan start` showed under this hash, or nothing', planHash)
    .option('--by <who>', 'who asks, for the records (default: the OS user)')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(start);
};

/** Loading the client of Temporal takes a while: what is wrong with the file is told before. */
const start = async (options: StartOptions): Promise<void> => {
  if (options.xml !== undefined && options.json !== undefined) progress('both -X and --json are given: --json is used');
  const pair = await readConfiguration(filesOf(options));
  const verb = await import('../verbs/start.js');
  await verb.start(pair, options);
};
