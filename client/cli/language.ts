import { SdrError } from '../../domain/errors.js';
import type { Language } from '../lang/catalogue.js';
import { isLanguage, languageOf } from '../lang/index.js';

/** Behind these, words are another command's. */
const PASSED_ON = ['exec', 'worker'] as const;

/**
 * The language that `--lang` names, wherever it stands, else the environment's. The option is taken out of the words: the
 * commands themselves know nothing of it.
 * @throws SdrError E_USAGE
 */
export const chosenLanguage = (words: string[]): Language => {
  const end = words[0] === 'lab' && PASSED_ON.some((name) => name === words[1]) ? 1 : words.length;
  const at = words.slice(0, end).findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  if (at === -1) return languageOf(process.env);
  const joined = words[at]?.split('=')[1];
  const [, following] = words.splice(at, joined === undefined ? 2 : 1);
  const language = joined ?? following ?? '';
  if (!isLanguage(language)) throw new SdrError('E_USAGE', `--lang: "${language}" is no language: en and zh are`);
  return language;
};
