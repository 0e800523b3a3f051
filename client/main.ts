#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { SdrError } from '../domain/errors.js';
import { LANGUAGES } from './lang/catalogue.js';
import { speak } from './lang/index.js';
import { addWorkerCommand } from '../worker/command.js';
import { throwUsage } from '../worker/usage.js';
import { report } from './cli/errors.js';
import { ignoreClosedPipes } from './cli/output.js';
import { addCheckCommand } from './commands/check.js';
import { chosenLanguage } from './cli/language.js';
import { addCompletion } from './commands/completion.js';
import { addCredentialsCommand } from './commands/credentials.js';
import { addHistoryCommand } from './commands/history.js';
import { addLabCommand } from './commands/lab.js';
import { addPlanCommand } from './commands/plan.js';
import { addQueryCommand } from './commands/query.js';
import { addStartCommand } from './commands/start.js';
import { addStatusCommand } from './commands/status.js';
import { addSteerCommands } from './commands/steer.js';

/** The command line: arguments in, library called, exit status out. */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

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
addCredentialsCommand(program);
addWorkerCommand(program);
addLabCommand(program);
const fillIn = addCompletion(program);
throwUsage(program);

ignoreClosedPipes();
const words = process.argv.slice(2);
try {
  speak(chosenLanguage(words));
  refusePassword(words);
  await fillIn(words);
  await program.parseAsync(words, { from: 'user' });
} catch (error) {
  report(error, wantsJson(words));
}
// What a connection had still in flight must not keep the command, nor fail it.
process.exit();

/** Whichever command it is: the password is seen by everybody already, and must not be repeated in a message. */
function refusePassword(args: readonly string[]): void {
  if (args.some((word) => /^-W|^--password(=|$)/.test(word)))
    throw new SdrError('E_PASSWORD_IN_ARGV', 'no password is taken on the command line');
}

/** Asked before the arguments are known to be right: errors in them are told in the wanted form too. */
function wantsJson(args: readonly string[]): boolean {
  const short = commandOf(args).options.some(({ long, required }) => long === '--json' && !required);
  return (
    args.includes('--output=json') ||
    args[args.indexOf('--output') + 1] === 'json' ||
    (short && args.includes('--json'))
  );
}

/** The command that the words name, as far down as they do. */
function commandOf(args: readonly string[]): Command {
  let named: Command = program;
  for (const word of args) {
    const below = named.commands.find((candidate) => candidate.name() === word);
    if (below === undefined) break;
    named = below;
  }
  return named;
}
