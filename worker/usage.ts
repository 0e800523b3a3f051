import type { Command, CommanderError } from 'commander';
import { SdrError } from '../domain/errors.js';

/** Help and version are no errors; help shown for want of a subcommand has said all there is to say. */
const SAID = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

/** Has wrong arguments of the command, and of all below it, thrown as E_USAGE instead of printed. */
export const throwUsage = (command: Command): void => {
  command.configureOutput({ outputError: () => undefined }).exitOverride((error: CommanderError) => {
    if (SAID.includes(error.code)) throw error;
    const found = error.message.replace(/^error: /, '').replaceAll(/\s+/g, ' ');
    throw new SdrError('E_USAGE', found, { command: pathOf(command) });
  });
  command.commands.forEach(throwUsage);
};

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
