import type { Command } from 'commander';
import { configurationOptions, filesOf, named, outputOption, type ClusterOptions, type Form } from '../cli/options.js';
import { CliError } from '../lang/cli-error.js';
import { readConfiguration } from '../configuration.js';
import { examples, withNotes } from '../../worker/notes.js';

interface QueryOptions extends ClusterOptions {
  readonly output: Form;
}

const NOTES = examples(
  ['with the addresses of its last start', 'sdr query --cluster north'],
  ['with those of the file', 'sdr query -X cluster.xml --output json'],
);

export const addQueryCommand = (program: Command): void => {
  const command = program
    .command('query')
    .description('status, RPO and RTO of the relationship, checked now, in gs_sdr’s words');
  configurationOptions(withNotes(command, NOTES)).addOption(outputOption()).action(query);
};

const query = async ({ output, ...options }: QueryOptions): Promise<void> => {
  const inFile = options.xml !== undefined || options.json !== undefined;
  if (!inFile && options.cluster === undefined) throw new CliError('E_USAGE', 'whichCluster');
  const which = inFile ? await readConfiguration(filesOf(options)) : named(options.cluster ?? '');
  const verb = await import('../verbs/query.js');
  await verb.query(which, output);
};
