import type { Command } from 'commander';
import type { Verb } from '../../domain/start/run-state.js';
import { jsonOption, outputOption, targetOf, type Form } from '../cli/options.js';
import { CliError } from '../lang/cli-error.js';
import { examples, withNotes } from '../../worker/notes.js';

interface SteerOptions {
  readonly cluster: string;
  readonly reason?: string;
  readonly by?: string;
  readonly output: Form;
}

/** What an operator says to a run. */
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
  add(
    program,
    'skip',
    'do without the check, ping or clean-up that a start is parked at',
    'sdr skip --cluster south --reason "ICMP is closed between the regions"',
  );
  add(
    program,
    'pause',
    'halt a start before its next part',
    'sdr pause --cluster south --reason "the change board meets"',
  );
  add(program, 'resume', 'let a paused start go on', 'sdr resume --cluster south');
};

const add = (program: Command, name: Exclude<Verb, 'start'>, description: string, example: string): void => {
  const command = program
    .command(name)
    .description(description)
    .requiredOption(
      '--cluster <name>',
      `the cluster whose start it is${name === 'abort' ? '; both sides: north~south' : ''}`,
    )
    .option('--reason <text>', 'why, for the records')
    .option('--by <who>', 'who asks, for the records (default: the OS user)')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ cluster, output, ...message }: SteerOptions) => {
      const target = targetOf(cluster);
      if (target.kind === 'pair' && name !== 'abort')
        throw new CliError('E_USAGE', 'forOne', { cluster: target.pair[1] }, { command: `sdr ${name}` });
      const verb = await import('../verbs/steer.js');
      await (target.kind === 'pair'
        ? verb.abortPair(target.pair, message, output)
        : verb[name](target.cluster, message, output));
    });
  withNotes(command, examples(example));
};
