import type { Command } from 'commander';
import { jsonOption, named, outputOption, type Form } from '../cli/options.js';

interface SteerOptions {
  readonly cluster: string;
  readonly reason?: string;
  readonly by?: string;
  readonly output: Form;
}

/** `abort` and `retry`: what an operator says to a run. */
export const addSteerCommands = (program: Command): void => {
  add(
    program,
    'abort',
    'stop a start, put back what can be put back, and say what cannot',
    'sdr abort --cluster south --reason "wrong night"',
  );
  add(
    program,
    'retry',
    'let a parked start go on at its failed step',
    'sdr retry --cluster south --reason "the disk is larger now"',
  );
};

const add = (program: Command, name: 'abort' | 'retry', description: string, example: string): void => {
  program
    .command(name)
    .description(description)
    .requiredOption('--cluster <name>', 'the cluster whose start it is')
    .option('--reason <text>', 'why, for the records')
    .option('--by <who>', 'who asks, for the records (default: the OS user)')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action(async ({ cluster, output, ...message }: SteerOptions) => {
      const target = named(cluster);
      const verb = await import('../verbs/steer.js');
      await verb[name](target, message, output);
    });
};
