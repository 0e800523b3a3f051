import type { Command } from 'commander';
import pino from 'pino';
import { SdrError } from '../domain/errors.js';
import { clusterName } from '../domain/topology.js';

/** `sdr worker`: runs until SIGTERM or SIGINT. Its log goes to stderr, a JSON object a line. */
export const addWorkerCommand = (program: Command): void => {
  program
    .command('worker')
    .description('run a worker of one cluster, on one of its nodes, as its OS user')
    .requiredOption('--cluster <name>', 'the cluster this worker serves')
    .option('--log-file <path>', 'where the lines of gs_sdr’s log go', undefined)
    .option('--log-level <level>', 'trace, debug, info, warn, error', 'info')
    .action(async ({ cluster, logFile, logLevel }: { cluster: string; logFile?: string; logLevel: string }) => {
      const name = clusterName(cluster);
      if (name === undefined) throw new SdrError('E_NAME_REFUSED', `"${cluster}" is no cluster name`);
      // Loading the SDK's native part takes a while: only who runs a worker waits for it.
      const { runWorker } = await import('./run-worker.js');
      const logger = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
      await runWorker({ cluster: name, logger, ...(logFile !== undefined && { logFile }) });
    });
};
