import { Command, Option } from 'commander';
import { SdrError } from '../../domain/errors.js';
import { ROLES, type Role } from '../../domain/roles.js';
import { DEFAULT_HADR_USER, DEFAULT_TIME_OUT } from '../../domain/start/request.js';
import { filesOf, named, positiveInteger } from '../cli/options.js';
import { progress } from '../cli/output.js';
import { readConfiguration } from '../configuration.js';
import { keepPassword } from './keep-password.js';

export interface GsSdrOptions {
  readonly task: string;
  readonly mode?: Role;
  readonly xml?: string;
  readonly json?: string;
  readonly user: string;
  readonly password?: string;
  readonly timeOut: number;
  readonly log?: string;
  readonly force?: true;
  readonly cluster?: string;
  readonly peer?: string;
  readonly yesOverwrite?: string;
}

const NOTES = `
Beyond the original: names of the clusters where the configuration gives none, and the name of the cluster whose data may
be erased where there is no terminal to type it on. stop, switchover and failover are not there yet: the original does them.

Examples:
  gs_sdr -t start -m primary -X cluster.xml -U hadr --time-out=1200
  gs_sdr -t start -m disaster_standby --json ha.json --cluster south --peer north
  gs_sdr -t query -X cluster.xml`;

export const gsSdrCommand = (version: string): Command =>
  new Command('gs_sdr')
    .description('gs_sdr’s own command line, served by durable workflows')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .requiredOption('-t, --task <action>', 'start or query')
    .addOption(new Option('-m, --mode <role>', 'the role this cluster gets').choices(ROLES))
    .option('-X, --xml <file>', 'the cluster’s install XML')
    .option('--json <file>', 'JSON configuration; wins when both are given')
    .option('-U, --user <user>', 'database user of the replication', DEFAULT_HADR_USER)
    .option('-W, --password <password>', 'its password; kept for this node’s worker. Better: sdr credentials set')
    .option('--time-out <seconds>', 'how long to wait for the other side', positiveInteger, DEFAULT_TIME_OUT)
    .option('-l, --log <file>', 'append what is printed to this file too, in the form of gs_sdr’s log')
    .option('-f, --force', 'begin at step 1 although an unfinished start is there')
    .addOption(new Option('--cluster <name>', 'this cluster’s name').env('SDR_CLUSTER'))
    .addOption(new Option('--peer <name>', 'the other cluster’s name').env('SDR_PEER'))
    .addOption(new Option('--yes-overwrite <cluster>', 'may be erased without asking').env('SDR_YES_OVERWRITE'))
    .addHelpText('after', NOTES)
    .action(perform);

const perform = (options: GsSdrOptions): Promise<void> => {
  switch (options.task) {
    case 'start':
      return start(options);
    case 'query':
      return query(options);
    case 'stop':
    case 'switchover':
    case 'failover':
      throw new SdrError('E_USAGE', `-t ${options.task} is not there yet: do it with the original gs_sdr`);
    default:
      throw new SdrError('E_USAGE', `-t ${options.task} is no action: start and query are`);
  }
};

const start = async (options: GsSdrOptions): Promise<void> => {
  const { mode } = options;
  if (mode === undefined) throw new SdrError('E_USAGE', '-m primary or -m disaster_standby must be given');
  if (options.xml !== undefined && options.json !== undefined) progress('both -X and --json are given: --json is used');
  const pair = await readConfiguration(filesOf(options));
  if (options.password !== undefined) await keepPassword(options.user, options.password);
  const verb = await import('./start.js');
  await verb.start(pair, mode, options);
};

/** The original asks the cluster of the node it runs on, whose name its environment knows. */
const query = async (options: GsSdrOptions): Promise<void> => {
  const here = options.cluster ?? process.env['GS_CLUSTER_NAME'];
  const inFile = options.xml !== undefined || options.json !== undefined;
  if (!inFile && here === undefined)
    throw new SdrError('E_USAGE', 'which cluster? GS_CLUSTER_NAME is not set: give -X, --json or --cluster');
  const which = inFile ? await readConfiguration(filesOf(options)) : named(here ?? '');
  const verb = await import('./query.js');
  await verb.query(which, options.log);
};
