import { LANGUAGES, type Catalogue, type FindingId, type Head, type Language, type Word } from './catalogue.js';
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

/** What fills the places of a sentence. */
export type Values = Readonly<Record<string, string | number>>;

/** A sentence with its places filled. */
export const word = (name: Word, values: Values = {}): string => filled(spoken.words[name], values);

/** What was found, in this language. */
export const findingIn = ({ findings }: Catalogue, name: FindingId, values: Values): string =>
  filled(findings[name], values);

/** What stands over a table's columns. */
export const heads = (...names: readonly Head[]): string[] => names.map((name) => spoken.heads[name]);

const filled = (text: string, values: Values): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));

export const isLanguage = (text: string): text is Language => (LANGUAGES as readonly string[]).includes(text);

/** As POSIX has it: the first of these that is set decides. */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

export const languageOf = (environment: Readonly<Record<string, string | undefined>>): Language =>
  (VARIABLES.map((name) => environment[name]).find(Boolean) ?? '').startsWith('zh') ? 'zh' : 'en';
