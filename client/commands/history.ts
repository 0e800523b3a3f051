import type { Command } from 'commander';
import { clusterOf, jsonOption, outputOption, type Form } from '../cli/options.js';

interface HistoryOptions {
  readonly cluster?: string;
  readonly xml?: string;
  readonly output: Form;
}

const EXAMPLES = `
Examples:
  of all clusters             sdr history
  of one                      sdr history --cluster south
  for a program               sdr history --json`;

export const addHistoryCommand = (program: Command): void => {
  program
    .command('history')
    .description('who asked for what, when and why, and what came of it, the newest first')
    .option('--cluster <name>', 'this cluster only')
    .option('-X, --xml <file>', 'the cluster that this install XML names')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(history);
};

const history = async ({ cluster, xml, output }: HistoryOptions): Promise<void> => {
  const which = { ...(cluster !== undefined && { cluster }), ...(xml !== undefined && { xml }) };
  const one = cluster === undefined && xml === undefined ? undefined : await clusterOf(which);
  const verb = await import('../verbs/history.js');
  await verb.history(one, output);
};
