import { Help, type Command } from 'commander';
import stringWidth from 'string-width';
import { mapNotes } from '../../worker/notes.js';
import { wrapped } from './wrap.js';
import { texts } from './index.js';

/** Puts the help into the language that is spoken; done twice it changes nothing more. */
export const speakHelp = (program: Command): void => {
  const { help } = texts();
  if (help !== undefined) mapHelp(program, help);
};

/** What the library says of its own. */
const HELP = 'display help for command';

/**
 * Puts every text that a command, and each below it, has for people in its help into other words; names, values and what
 * is to be typed stay.
 */
export const mapHelp = (command: Command, said: (text: string) => string): void => {
  const described = (text: string): string => (text === '' ? '' : said(text));
  command.description(described(command.description()));
  for (const option of command.options) option.description = described(option.description);
  for (const argument of command.registeredArguments) argument.description = described(argument.description);
  command.helpOption('-h, --help', said(HELP));
  if (command.commands.length > 0) command.helpCommand('help [command]', said(HELP));
  command.configureHelp(helpIn(said));
  mapNotes(command, said);
  for (const below of command.commands) mapHelp(below, said);
};

/** Headings and remarks of the library, in columns that know how wide Chinese characters are. */
const helpIn = (said: (text: string) => string): Partial<Help> => {
  const plain = new Help();
  const remarks = (description: string): string =>
    description.replaceAll(/(?<=\(|, )(?:choices|default):/g, (remark) => said(remark));
  return {
    styleTitle: said,
    optionDescription: (option) => remarks(plain.optionDescription(option)),
    argumentDescription: (argument) => remarks(plain.argumentDescription(argument)),
    displayWidth: stringWidth,
    boxWrap: wrapped,
  };
};
