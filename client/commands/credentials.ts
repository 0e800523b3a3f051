import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { credentialsFile, saveCredentials } from '../../cluster/credentials.js';
import { SdrError } from '../../domain/errors.js';
import { hadrUser } from '../../domain/hadr-user.js';
import { jsonOption, outputOption, type Form } from '../cli/options.js';
import { progress, result } from '../cli/output.js';
import { checkedPassword } from '../cli/password.js';
import { answered } from '../cli/prompt.js';

const TRIES = 3;

const EXAMPLES = `
Examples:
  on the worker’s node, as its OS user          sdr credentials set -U hadr
  from a program, the password on its output    vault read … | sdr credentials set -U hadr --stdin`;

interface SetOptions {
  readonly user: string;
  readonly file: string;
  readonly stdin?: true;
  readonly output: Form;
}

export const addCredentialsCommand = (program: Command): void => {
  const credentials = program.command('credentials').description('the hadr user’s password, kept with the worker');
  credentials
    .command('set')
    .description('ask for a password (twice, hidden) and keep it in a file that only this user can read')
    .requiredOption('-U, --user <user>', 'the database user', hadrUser)
    .option('--file <path>', 'where to keep it', credentialsFile())
    .option('--stdin', 'read it from standard input instead of asking')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(set);
};

const set = async ({ user, file, stdin, output }: SetOptions): Promise<void> => {
  await saveCredentials(user, stdin ? checkedPassword(await fromStdin()) : await asked(), file);
  result(output === 'json' ? JSON.stringify({ user, file }) : `the password of ${user} is in ${file}`);
};

const asked = async (): Promise<string> => {
  if (!process.stdin.isTTY) throw new SdrError('E_USAGE', 'there is no terminal to ask on: use --stdin');
  const { password } = await import('@inquirer/prompts');
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const first = await answered(password({ message: 'Password:' }, { output: process.stderr }));
    const second = await answered(password({ message: 'Again:' }, { output: process.stderr }));
    if (first === second) return checkedPassword(first);
    progress('The two are not equal.');
  }
  throw new SdrError('E_USAGE', `not equal in ${TRIES} tries; nothing was kept`);
};

const fromStdin = async (): Promise<string> => (await text(process.stdin)).replace(/\r?\n$/, '');
