#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { report } from './cli/errors.js';
import { languageFor, refuseLanguage, takenLanguage } from './cli/language.js';
import { ignoreClosedPipes } from './cli/output.js';
import { commandLine } from './command-line.js';
import { CliError } from './lang/cli-error.js';
import { speak } from './lang/index.js';

/** The command line: arguments in, library called, exit status out. */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

ignoreClosedPipes();
const words = process.argv.slice(2);
const language = takenLanguage(words);
// Before the commands are made: what they say of themselves is in it too.
speak(languageFor(language));
const { program, fillIn } = commandLine(version);
try {
  refuseLanguage(language);
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
  if (args.some((word) => /^-[fhV]*W|^--pass/.test(word))) throw new CliError('E_PASSWORD_IN_ARGV', 'passwordInArgv');
}

/** Asked before the arguments are known to be right: errors in them are told in the wanted form too. */
function wantsJson(args: readonly string[]): boolean {
  const short = commandOf(args).options.some(({ long, required }) => long === '--json' && !required);
  return (
    args.some((word, index) => word === '--output=json' || (word === 'json' && args[index - 1] === '--output')) ||
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
