import type { Command } from 'commander';
import type { Role } from '../../domain/roles.js';
import {
  configurationOptions,
  filesOf,
  outputOption,
  roleOption,
  userOption,
  type ClusterOptions,
  type Form,
} from '../cli/options.js';
import { readConfiguration } from '../configuration.js';
import { examples, withNotes } from '../../worker/notes.js';

export interface PlanOptions extends ClusterOptions {
  readonly mode: Role;
  readonly user: string;
  readonly force?: true;
  readonly adopt?: true;
  readonly forceSessions?: true;
  readonly output: Form;
}

const NOTES = examples(
  ['what a start would do', 'sdr plan start -m primary -X cluster.xml'],
  { kind: 'instead', caption: 'how a parked one would go on', instead: 'the same command' },
  ['for a program', 'sdr plan start -m disaster_standby -X cluster.xml --output json'],
);

export const addPlanCommand = (program: Command): void => {
  const plan = program.command('plan').description('show what a command would do, without doing it');
  const start = plan
    .command('start')
    .description('show every step, command and change of `sdr start`, with the hash that it can be held to')
    .addOption(roleOption().makeOptionMandatory());
  configurationOptions(withNotes(start, NOTES))
    .addOption(userOption())
    .option('-f, --force', 'as `sdr start -f`: from step 1 although an unfinished start is there')
    .option('--adopt', 'as `sdr start --adopt`: from where gs_sdr has left a start half-way')
    .option('--force-sessions', 'as `sdr start --force-sessions`: although sessions are connected')
    .addOption(outputOption())
    .action(async (options: PlanOptions) => {
      const pair = await readConfiguration(filesOf(options));
      const verb = await import('../verbs/plan.js');
      await verb.planned(pair, options);
    });
};
