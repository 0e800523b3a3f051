import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { sayings, staleSayings, translatedNow, type Translated } from '../../../client/lang/translated.js';
import { ZH_HELP } from '../../../client/lang/zh-help.js';
import { ZH_USAGE } from '../../../client/lang/zh-usage.js';

const file = new URL('translated.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Translated;
const now = sayings();

describe('what is said in Chinese', () => {
  test('is in Chinese', () => {
    const inEnglish = now.filter(({ chinese }) => !/\p{Script=Han}/u.test(chinese)).map(({ name }) => name);
    // Values between marks need no translation.
    expect(inEnglish).toEqual([
      'words.listed',
      'words.said',
      'words.bytes',
      'words.stands',
      'words.standsAndAgain',
      'words.startAs',
      'words.side',
      'words.sideStands',
      'words.asRole',
      'heads.rpo',
      'heads.rto',
    ]);
    expect(now.length).toBeGreaterThan(350);
  });

  test('has the places, commands and options of the English', () => {
    const keyed = Object.entries({ ...ZH_HELP, ...ZH_USAGE });
    const all = [...now, ...keyed.map(([english, chinese]) => ({ name: english, english, chinese }))];
    const marks = (text: string): readonly string[] =>
      (text.match(/\{\w+\}|`[^`]+`|--[a-z][\w-]*|\b[A-Z]+_[A-Z_]+\b/g) ?? []).toSorted();
    for (const { name, english, chinese } of all) expect([name, marks(chinese)]).toEqual([name, marks(english)]);
  });

  test('was looked at again where the English changed (then: npm run docs)', () => {
    expect(staleSayings(recorded, now)).toEqual([]);
    expect(recorded).toEqual(translatedNow(recorded, now));
  });
});

describe('a text whose English changed', () => {
  const before = [{ name: 'words.hint', english: 'hint', chinese: '提示' }];
  const record = translatedNow({}, before);
  const changed = (english: string, chinese: string) => [{ name: 'words.hint', english, chinese }];

  test('alone is stale, and stays so when the record is written again', () => {
    const stale = changed('next move', '提示');
    expect(staleSayings(record, stale)).toEqual(stale);
    expect(staleSayings(translatedNow(record, stale), stale)).toEqual(stale);
  });

  test('together with its Chinese is not, and is recorded', () => {
    const both = changed('next move', '下一步');
    expect(staleSayings(record, both)).toEqual([]);
    expect(translatedNow(record, both)).toEqual(translatedNow({}, both));
  });
});
