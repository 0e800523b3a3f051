import { Command, Option } from 'commander';
import { addWorkerCommand } from '../worker/command.js';
import { throwUsage } from '../worker/usage.js';
import { addCheckCommand } from './commands/check.js';
import { addCodecCommands } from './commands/codec.js';
import { addCompletion, type FillIn } from './commands/completion.js';
import { addCredentialsCommand } from './commands/credentials.js';
import { addHistoryCommand } from './commands/history.js';
import { addLabCommand } from './commands/lab.js';
import { addMonitorCommand } from './commands/monitor.js';
import { addPlanCommand } from './commands/plan.js';
import { addQueryCommand } from './commands/query.js';
import { addStartCommand } from './commands/start.js';
import { addStatusCommand } from './commands/status.js';
import { addSteerCommands } from './commands/steer.js';
import { LANGUAGES } from './lang/catalogue.js';
import { speakHelp } from './lang/help.js';

export interface CommandLine {
  readonly program: Command;
  /** Completes what clusters are called, when that is what was asked for. */
  readonly fillIn: FillIn;
}

/**
 * Every command with its options, described in the language that is spoken; what is wrong with arguments is thrown as
 * E_USAGE.
 */
export const commandLine = (version: string): CommandLine => {
  const program = new Command('sdr')
    .description('Streaming disaster recovery between two openGauss clusters, as durable workflows')
    .version(version)
    .addOption(
      new Option('--lang <language>', 'before or behind a command: what people read (default: as LANG says)').choices(
        LANGUAGES,
      ),
    );

  addCheckCommand(program);
  addStartCommand(program);
  addPlanCommand(program);
  addStatusCommand(program);
  addQueryCommand(program);
  addHistoryCommand(program);
  addSteerCommands(program);
  addMonitorCommand(program);
  addCredentialsCommand(program);
  addWorkerCommand(program);
  addCodecCommands(program);
  addLabCommand(program);
  // Before completion is added, which offers what is described; and once more for its own command.
  speakHelp(program);
  const fillIn = addCompletion(program);
  speakHelp(program);
  throwUsage(program);
  return { program, fillIn };
};
