import { LANGUAGES, type Catalogue, type Language, type Word } from './catalogue.js';
import { EN } from './en.js';
import { ZH } from './zh.js';

export const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: EN, zh: ZH };

let spoken: Catalogue = EN;

/** Chosen once, before anything is said. */
export const speak = (language: Language): void => {
  spoken = CATALOGUES[language];
};

/** What is said, in the language that was chosen. */
export const texts = (): Catalogue => spoken;

/** A sentence with its places filled. */
export const word = (name: Word, values: Readonly<Record<string, string | number>> = {}): string =>
  spoken.words[name].replaceAll(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));

export const isLanguage = (text: string): text is Language => (LANGUAGES as readonly string[]).includes(text);

/** As POSIX has it: the first of these that is set decides. */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

export const languageOf = (environment: Readonly<Record<string, string | undefined>>): Language =>
  (VARIABLES.map((name) => environment[name]).find(Boolean) ?? '').startsWith('zh') ? 'zh' : 'en';
