import type { Argument, Command } from './secret.js';

/** The shell variable that carries the secret of a command; it is filled from standard input, never from an argument. */
export const SECRET_VARIABLE = 'sdr_secret';

/**
 * One argument as a word of a POSIX shell: the only place that quotes. A secret becomes the name of the variable that
 * holds it, so that its value never stands in the argument vector of ssh or of a shell.
 */
export const quoteArgument = (argument: Argument): string =>
  typeof argument === 'string' ? quoteText(argument) : `${quoteText(argument.prefix)}"$${SECRET_VARIABLE}"`;

export const quoteCommand = (command: Command): string => command.map(quoteArgument).join(' ');

const quoteText = (text: string): string => {
  if (text.includes('\0')) throw new RangeError('an argument cannot contain a NUL character');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
};
