import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { credentialsFile, saveCredentials } from '../../cluster/credentials.js';
import { hadrUser } from '../../domain/hadr-user.js';
import { jsonOption, outputOption, type Form } from '../cli/options.js';
import { progress, result } from '../cli/output.js';
import { checkedPassword } from '../cli/password.js';
import { answered } from '../cli/prompt.js';
import { CliError } from '../lang/cli-error.js';
import { word } from '../lang/index.js';
import { examples, withNotes } from '../../worker/notes.js';

const TRIES = 3;

const NOTES = examples(
  ['on the worker’s node, as its OS user', 'sdr credentials set -U hadr'],
  ['from a program, the password on its output', 'vault read … | sdr credentials set -U hadr --stdin'],
);

interface SetOptions {
  readonly user: string;
  readonly file: string;
  readonly stdin?: true;
  readonly output: Form;
}

export const addCredentialsCommand = (program: Command): void => {
  const credentials = program.command('credentials').description('the hadr user’s password, kept with the worker');
  const command = credentials
    .command('set')
    .description('ask for a password (twice, hidden) and keep it in a file that only this user can read')
    .requiredOption('-U, --user <user>', 'the database user', hadrUser)
    .option('--file <path>', 'where to keep it', credentialsFile())
    .option('--stdin', 'read it from standard input instead of asking')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(set);
  withNotes(command, NOTES);
};

const set = async ({ user, file, stdin, output }: SetOptions): Promise<void> => {
  await saveCredentials(user, stdin ? checkedPassword(await fromStdin()) : await asked(), file);
  result(output === 'json' ? JSON.stringify({ user, file }) : word('passwordKept', { user, file }));
};

const asked = async (): Promise<string> => {
  if (!process.stdin.isTTY) throw new CliError('E_USAGE', 'noTerminalForPassword');
  const { password } = await import('@inquirer/prompts');
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const first = await answered(password({ message: word('password') }, { output: process.stderr }));
    const second = await answered(password({ message: word('passwordAgain') }, { output: process.stderr }));
    if (first === second) return checkedPassword(first);
    progress(word('notEqual'));
  }
  throw new CliError('E_USAGE', 'neverEqual', { tries: TRIES });
};

const fromStdin = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '');
