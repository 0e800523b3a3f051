import type { Command } from 'commander';
import { MONITOR_DEFAULTS, SHORTEST_ROUND_SECONDS } from '../../domain/monitor/settings.js';
import type { ClusterName } from '../../domain/topology.js';
import {
  configurationOptions,
  filesOf,
  jsonOption,
  nonNegativeInteger,
  outputOption,
  positiveInteger,
  targetOf,
  userOption,
  type ClusterOptions,
  type Form,
} from '../cli/options.js';
import { readConfiguration } from '../configuration.js';
import type { FindingId } from '../lang/catalogue.js';
import { CliError } from '../lang/cli-error.js';
import type { Values } from '../lang/index.js';
import { examples, withNotes } from '../../worker/notes.js';

interface StartOptions extends ClusterOptions {
  readonly user: string;
  readonly every: number;
  readonly checkEvery: number;
  readonly rpoLimit: number;
  readonly rtoLimit: number;
  readonly output: Form;
}

interface PairOptions {
  readonly cluster: string;
  readonly output: Form;
}

const NOTES = examples(
  ['watch a relationship', 'sdr monitor start -X primary.xml --rpo-limit 30'],
  { kind: 'instead', caption: 'other limits from now on', instead: 'the same command with others' },
  ['what it sees', 'sdr monitor status'],
  ['no more', 'sdr monitor stop --cluster north~south'],
);

export const addMonitorCommand = (program: Command): void => {
  const monitor = program
    .command('monitor')
    .description('watch a relationship by itself: status, RPO, RTO, readiness, and alarms when something changes');
  withNotes(monitor, NOTES);
  addStart(monitor);
  monitor
    .command('status')
    .description('what the monitors see: of every relationship, or of one')
    .option('--cluster <pair>', 'both clusters of the relationship: north~south')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ cluster, output }: Partial<PairOptions> & Pick<PairOptions, 'output'>) => {
      const pair = cluster === undefined ? undefined : pairOf(cluster);
      const verb = await import('../verbs/monitor.js');
      await verb.showMonitors(pair, output);
    });
  monitor
    .command('stop')
    .description('watch the relationship no longer; what was seen stays to be looked at')
    .requiredOption('--cluster <pair>', 'both clusters of the relationship: north~south')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ cluster, output }: PairOptions) => {
      const pair = pairOf(cluster);
      const verb = await import('../verbs/monitor.js');
      await verb.stop(pair, output);
    });
};

const addStart = (monitor: Command): void => {
  const start = monitor.command('start').description('begin to watch, or go on with these settings');
  configurationOptions(start)
    .addOption(userOption())
    .option('--every <seconds>', 'from one look to the next', positiveInteger, MONITOR_DEFAULTS.everySeconds)
    .option(
      '--check-every <seconds>',
      'from one readiness check to the next; 0: none',
      nonNegativeInteger,
      MONITOR_DEFAULTS.checkEverySeconds,
    )
    .option('--rpo-limit <seconds>', 'more raises an alarm', positiveInteger, MONITOR_DEFAULTS.rpoLimitSeconds)
    .option('--rto-limit <seconds>', 'more raises an alarm', positiveInteger, MONITOR_DEFAULTS.rtoLimitSeconds)
    .addOption(outputOption())
    .action(async (options: StartOptions) => {
      if (options.every < SHORTEST_ROUND_SECONDS)
        throw wrong('everyTooShort', { seconds: SHORTEST_ROUND_SECONDS }, 'sdr monitor start');
      const pair = await readConfiguration(filesOf(options));
      const verb = await import('../verbs/monitor.js');
      await verb.start(
        {
          pair,
          hadrUser: options.user,
          everySeconds: options.every,
          checkEverySeconds: options.checkEvery,
          rpoLimitSeconds: options.rpoLimit,
          rtoLimitSeconds: options.rtoLimit,
        },
        options.output,
      );
    });
};

/** @throws SdrError E_USAGE unless it names two clusters */
const pairOf = (text: string): readonly [ClusterName, ClusterName] => {
  const target = targetOf(text);
  if (target.kind === 'pair') return target.pair;
  throw wrong('monitorOfTwo', { name: text }, 'sdr monitor');
};

const wrong = (finding: FindingId, values: Values, command: string): CliError =>
  new CliError('E_USAGE', finding, values, { command });
