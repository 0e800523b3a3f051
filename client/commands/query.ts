import type { Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import { configurationOptions, filesOf, named, outputOption, type ClusterOptions, type Form } from '../cli/options.js';
import { readConfiguration } from '../configuration.js';

interface QueryOptions extends ClusterOptions {
  readonly output: Form;
}

const EXAMPLES = `
Examples:
  with the addresses of its last start  sdr query --cluster north
  with those of the file                sdr query -X cluster.xml --output json`;

export const addQueryCommand = (program: Command): void => {
  configurationOptions(
    program.command('query').description('status, RPO and RTO of the relationship, checked now, in gs_sdr’s words'),
  )
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(query);
};

const query = async ({ output, ...options }: QueryOptions): Promise<void> => {
  const inFile = options.xml !== undefined || options.json !== undefined;
  if (!inFile && options.cluster === undefined)
    throw new SdrError('E_USAGE', 'which cluster? Give --cluster NAME, -X FILE or --json FILE');
  const which = inFile ? await readConfiguration(filesOf(options)) : named(options.cluster ?? '');
  const verb = await import('../verbs/query.js');
  await verb.query(which, output);
};
