import type { Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import { clusterOf, jsonOption, outputOption, type Form } from '../cli/options.js';

interface StatusOptions {
  readonly cluster?: string;
  readonly xml?: string;
  readonly watch?: true;
  readonly output: Form;
}

const EXAMPLES = `
Examples:
  all clusters                    sdr status
  one, as it goes on              sdr status --cluster south --watch
  for a program, a line a change  sdr status --cluster south --watch --json`;

export const addStatusCommand = (program: Command): void => {
  program
    .command('status')
    .description('what runs, how far it is, and what it wants')
    .option('--cluster <name>', 'this cluster only, with its steps')
    .option('-X, --xml <file>', 'the cluster that this install XML names')
    .option('--watch', 'go on until the run parks or ends')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(status);
};

const status = async ({ cluster, xml, watch, output }: StatusOptions): Promise<void> => {
  const which = { ...(cluster !== undefined && { cluster }), ...(xml !== undefined && { xml }) };
  const one = cluster === undefined && xml === undefined ? undefined : await clusterOf(which);
  if (watch && one === undefined) throw new SdrError('E_USAGE', '--watch needs --cluster or -X');
  const verb = await import('../verbs/status.js');
  if (one === undefined) await verb.showAll(output);
  else await (watch ? verb.watch(one, output) : verb.showOne(one, output));
};
