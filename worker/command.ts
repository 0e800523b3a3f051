import { Option, type Command } from 'commander';
import { readClusterName } from '../cluster/configuration-file.js';
import { SdrError } from '../domain/errors.js';
import { clusterName, type ClusterName } from '../domain/topology.js';
import { examples, withNotes } from './notes.js';

interface WorkerOptions {
  readonly cluster?: string;
  readonly xml?: string;
  readonly json?: string;
  readonly logFile?: string;
  readonly logLevel: string;
  readonly nexus: boolean;
}

const NOTES = examples(
  'sdr worker --cluster north',
  'sdr worker -X cluster.xml --log-level warn',
  'sdr worker --cluster north --nexus',
);

/** `sdr worker`: runs until SIGTERM or SIGINT. Its log goes to stderr, a JSON object a line. */
export const addWorkerCommand = (program: Command): void => {
  const command = program
    .command('worker')
    .description('run a worker of one cluster, on one of its nodes, as its OS user')
    .addOption(new Option('--cluster <name>', 'the cluster this worker serves').conflicts(['xml', 'json']))
    .addOption(new Option('-X, --xml <file>', 'serve the cluster that this install XML names').conflicts(['json']))
    .addOption(new Option('--json <file>', 'serve the cluster that this JSON configuration names'))
    .option('--log-file <path>', 'where the lines of gs_sdr’s log go (default: $GAUSSLOG/om/sdr.log)')
    .option('--nexus', 'serve the Nexus operations too (docs/embedding.md)', false)
    .addOption(
      new Option('--log-level <level>', 'of the log on stderr')
        .choices(['trace', 'debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .action(async ({ logFile, logLevel, nexus, ...which }: WorkerOptions) => {
      const cluster = await clusterOf(which);
      // Loading the SDK's native part takes a while: only who runs a worker waits for it.
      const [{ pino }, { runWorker }] = await Promise.all([import('pino'), import('./run-worker.js')]);
      const logger = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
      await runWorker({ cluster, nexus, logger, ...(logFile !== undefined && { logFile }) });
    });
  withNotes(command, NOTES);
};

/** @throws SdrError E_USAGE unless it is told in exactly one way; E_NAME_REFUSED; what is wrong with the file */
const clusterOf = async ({
  cluster,
  xml,
  json,
}: Pick<WorkerOptions, 'cluster' | 'xml' | 'json'>): Promise<ClusterName> => {
  if (cluster === undefined) {
    if (xml === undefined && json === undefined)
      throw new SdrError('E_USAGE', 'which cluster? Give --cluster NAME, -X FILE or --json FILE');
    return readClusterName({ ...(xml !== undefined && { xml }), ...(json !== undefined && { json }) });
  }
  const name = clusterName(cluster);
  if (name === undefined) throw new SdrError('E_NAME_REFUSED', `"${cluster}" is no cluster name`);
  return name;
};
