import type { Language } from '../lang/catalogue.js';
import { CliError } from '../lang/cli-error.js';
import { isLanguage, languageOf } from '../lang/index.js';

/** Behind these, words are another command's. */
const PASSED_ON = ['exec', 'worker'] as const;

/**
 * What `--lang` names, wherever it stands; undefined: it is not given. The option is taken out of the words: the commands
 * themselves know nothing of it.
 */
export const takenLanguage = (words: string[]): string | undefined => {
  const end = words[0] === 'lab' && PASSED_ON.some((name) => name === words[1]) ? 1 : words.length;
  const at = words.slice(0, end).findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  if (at === -1) return undefined;
  const joined = words[at]?.split('=')[1];
  const [, following] = words.splice(at, joined === undefined ? 2 : 1);
  return joined ?? following ?? '';
};

/** The language that is named, else the environment's; the latter too for a name that {@link refuseLanguage} refuses. */
export const languageFor = (name: string | undefined): Language =>
  name !== undefined && isLanguage(name) ? name : languageOf(process.env);

/** @throws SdrError E_USAGE nobody speaks it */
export const refuseLanguage = (name: string | undefined): void => {
  if (name !== undefined && !isLanguage(name)) throw new CliError('E_USAGE', 'noLanguage', { language: name });
};
