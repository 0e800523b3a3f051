import type { Command } from 'commander';
import { SdrError } from '../../domain/errors.js';
import { clusterOf, jsonOption, outputOption, targetOf, type Form, type Target } from '../cli/options.js';

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
    .option('--cluster <name>', 'this cluster only, with its steps; both sides: north~south')
    .option('-X, --xml <file>', 'the cluster that this install XML names')
    .option('--watch', 'go on until the run parks or ends')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(status);
};

const status = async ({ cluster, xml, watch, output }: StatusOptions): Promise<void> => {
  const target = await wanted(cluster, xml);
  if (watch && target === undefined) throw new SdrError('E_USAGE', '--watch needs --cluster or -X');
  const verb = await import('../verbs/status.js');
  switch (target?.kind) {
    case undefined:
      return verb.showAll(output);
    case 'cluster':
      return watch ? verb.watch(target.cluster, output) : verb.showOne(target.cluster, output);
    case 'pair':
      return watch ? verb.watchPair(target.pair, output) : verb.showPair(target.pair, output);
  }
};

const wanted = async (cluster: string | undefined, xml: string | undefined): Promise<Target | undefined> => {
  if (cluster !== undefined) return targetOf(cluster);
  return xml === undefined ? undefined : { kind: 'cluster', cluster: await clusterOf({ xml }) };
};
