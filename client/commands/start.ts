import { Option, type Command } from 'commander';
import type { Role } from '../../domain/roles.js';
import { DEFAULT_TIME_OUT, type StartRequest } from '../../domain/start/request.js';
import { readConfiguration } from '../configuration.js';
import {
  configurationOptions,
  filesGiven,
  filesOfNth,
  outputOption,
  planHash,
  positiveInteger,
  roleOption,
  userOption,
  type Form,
  type SeveralOptions,
} from '../cli/options.js';
import { progress } from '../cli/output.js';
import type { FindingId } from '../lang/catalogue.js';
import { CliError } from '../lang/cli-error.js';
import { word } from '../lang/index.js';
import { examples, withNotes } from '../../worker/notes.js';

export interface StartOptions extends SeveralOptions {
  readonly mode?: Role;
  readonly both?: true;
  readonly user: string;
  readonly timeOut: number;
  readonly detach?: true;
  readonly force?: true;
  readonly adopt?: true;
  readonly yesOverwrite?: string;
  readonly forceSessions?: true;
  readonly onFailure: StartRequest['onFailure'];
  readonly by?: string;
  readonly plan?: string;
  readonly output: Form;
}

const NOTES = examples(
  ['on the primary cluster', 'sdr start -m primary -X cluster.xml'],
  ['on the disaster standby cluster', 'sdr start -m disaster_standby -X cluster.xml'],
  ['both of them at once', 'sdr start --both -X primary.xml -X standby.xml'],
  ['without a terminal', 'sdr start -m disaster_standby -X cluster.xml --yes-overwrite south --output json'],
  {
    kind: 'instead',
    caption: 'again, after a failure',
    instead: 'the same command: it goes on at the failed step',
  },
  ['one that gs_sdr left half-way', 'sdr start -m primary -X cluster.xml --adopt'],
);

export const addStartCommand = (program: Command): void => {
  const command = program
    .command('start')
    .description('tie two clusters into streaming disaster recovery; run it for each of them')
    .addOption(roleOption())
    .option('--both', 'start both clusters as one: two files, the primary cluster’s first');
  configurationOptions(withNotes(command, NOTES), { several: true })
    .addOption(userOption())
    .option('--time-out <seconds>', 'how long to wait for the other side', positiveInteger, DEFAULT_TIME_OUT)
    .option('--detach', 'return as soon as the start is under way')
    .option('-f, --force', 'begin at step 1 although an unfinished start is there')
    .option('--adopt', 'go on from where gs_sdr, or a run that Temporal has lost, has left a start half-way')
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
    .action(start);
};

/** Loading the client of Temporal takes a while: what is wrong with the arguments and files is told before. */
const start = async (options: StartOptions): Promise<void> => {
  if (options.adopt && options.force) throw wrong('forceOrAdopt');
  if (options.both) return startBoth(options);
  const { mode } = options;
  if (mode === undefined) throw wrong('whichRole');
  if (filesGiven(options) > 1) throw wrong('severalFiles');
  if (options.xml !== undefined && options.json !== undefined) progress(word('jsonWins'));
  const pair = await readConfiguration(filesOfNth(options, 0));
  const verb = await import('../verbs/start.js');
  await verb.start(pair, mode, options);
};

const startBoth = async (options: StartOptions): Promise<void> => {
  if (options.mode !== undefined) throw wrong('bothHasRoles');
  if (options.plan !== undefined) throw wrong('planOfOne');
  if (filesGiven(options) !== 2) throw wrong('bothWantsTwo');
  const primary = await readConfiguration(filesOfNth(options, 0));
  const standby = await readConfiguration(filesOfNth(options, 1));
  const verb = await import('../verbs/start-both.js');
  await verb.startBoth(primary, standby, options);
};

const wrong = (finding: FindingId): CliError => new CliError('E_USAGE', finding, {}, { command: 'sdr start' });
