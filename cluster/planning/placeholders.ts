import type { Argument, Command } from '../host/secret.js';

/** What a plan shows in place of values that only a run will know. */

export const PASSWORD = '<password>';
/** A run that does not exist yet. */
export const RUN_ID = '<run id>';

/** How often a wait still looks within --time-out. */
export const TIME_LEFT = '<time left>';

/** What gs_encrypt is taken to answer: base64, as its readers want it. */
export const CIPHER_TEXT = 'PlannedCipherText';
export const CIPHER = '<cipher text>';

export const shownText = (text: string): string => text.replaceAll(CIPHER_TEXT, CIPHER);

export const shownWords = (command: Command): readonly string[] => command.map(shownWord);

const shownWord = (argument: Argument): string =>
  typeof argument === 'string' ? shownText(argument) : `${argument.prefix}${PASSWORD}`;
