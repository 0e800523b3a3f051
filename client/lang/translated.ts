import { createHash } from 'node:crypto';
import { COMPARISONS } from '../../domain/check/between.js';
import { CHECKS } from '../../domain/check/table.js';
import { CATALOGUES } from './index.js';
import { ZH_CHECKS } from './zh-checks.js';

/** A text in both languages. */
export interface Saying {
  /** Table and name: `hints.E_USAGE`. */
  readonly name: string;
  readonly english: string;
  readonly chinese: string;
}

/**
 * Which English was put into which Chinese: a digest of each, by name (test/client/lang/translated.json). `--help` is not in
 * it: there the English itself is the key.
 */
export type Translated = Readonly<Record<string, string>>;

const TABLES = ['hints', 'titles', 'parts', 'phases', 'outcomes', 'severities', 'words', 'findings', 'heads'] as const;

/** Everything that is said by name. */
export const sayings = (): readonly Saying[] => [
  ...TABLES.flatMap((table) => {
    const [en, zh]: readonly Readonly<Record<string, string>>[] = [CATALOGUES.en[table], CATALOGUES.zh[table]];
    return Object.entries(en ?? {}).map(([name, english]) => ({
      name: `${table}.${name}`,
      english,
      chinese: zh?.[name] ?? '',
    }));
  }),
  ...[...CHECKS, ...COMPARISONS].flatMap(({ id, title, remedy }) => [
    { name: `checks.${id}.title`, english: title, chinese: ZH_CHECKS[id].title },
    { name: `checks.${id}.remedy`, english: remedy, chinese: ZH_CHECKS[id].remedy },
  ]),
];

/** Those whose English changed while the Chinese did not. Where it is still right, take the line out of the file. */
export const staleSayings = (before: Translated, now: readonly Saying[]): readonly Saying[] =>
  now.filter(({ name, english, chinese }) => {
    const [oldEnglish, oldChinese] = before[name]?.split(' ') ?? [];
    return oldEnglish !== undefined && oldEnglish !== digest(english) && oldChinese === digest(chinese);
  });

/** As it is now; what is stale stays as it was, until somebody has seen to it. */
export const translatedNow = (before: Translated, now: readonly Saying[]): Translated => {
  const stale = new Set(staleSayings(before, now).map(({ name }) => name));
  return Object.fromEntries(
    now.map(({ name, english, chinese }) => [
      name,
      stale.has(name) ? (before[name] ?? '') : `${digest(english)} ${digest(chinese)}`,
    ]),
  );
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
