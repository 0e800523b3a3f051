import type { Command } from 'commander';
import { clusterOf, jsonOption, outputOption, type Form } from '../cli/options.js';
import { examples, withNotes } from '../../worker/notes.js';

interface HistoryOptions {
  readonly cluster?: string;
  readonly xml?: string;
  readonly output: Form;
}

const NOTES = examples(
  ['of all clusters', 'sdr history'],
  ['of one', 'sdr history --cluster south'],
  ['for a program', 'sdr history --json'],
);

export const addHistoryCommand = (program: Command): void => {
  const command = program
    .command('history')
    .description('who asked for what, when and why, and what came of it, the newest first')
    .option('--cluster <name>', 'this cluster only')
    .option('-X, --xml <file>', 'the cluster that this install XML names')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(history);
  withNotes(command, NOTES);
};

const history = async ({ cluster, xml, output }: HistoryOptions): Promise<void> => {
  const which = { ...(cluster !== undefined && { cluster }), ...(xml !== undefined && { xml }) };
  const one = cluster === undefined && xml === undefined ? undefined : await clusterOf(which);
  const verb = await import('../verbs/history.js');
  await verb.history(one, output);
};
