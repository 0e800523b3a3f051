import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { CATALOGUES } from '../../client/lang/index.js';
import { sdr } from '../support/cli.js';
import { temporaryConfiguration } from '../support/configuration-file.js';
import { failing, recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

const { en, zh } = CATALOGUES;
const TABLES = ['hints', 'titles', 'parts', 'phases', 'outcomes', 'words'] as const;
/** Everything there is to say: where, in English, in Chinese. */
const sayings = TABLES.flatMap((table) => {
  const [english, chinese]: readonly Readonly<Record<string, string>>[] = [en[table], zh[table]];
  return Object.entries(english ?? {}).map(([key, text]) => [`${table}.${key}`, text, chinese?.[key] ?? ''] as const);
});

describe('the Chinese catalogue', () => {
  test('says everything in Chinese', () => {
    const inEnglish = sayings.filter(([, , chinese]) => !/\p{Script=Han}/u.test(chinese)).map(([key]) => key);
    // Values between marks need no translation.
    expect(inEnglish).toEqual(['words.bytes', 'words.stands']);
    expect(sayings.length).toBeGreaterThan(120);
  });

  test('has the places and the commands of the English one', () => {
    const marks = (text: string): readonly string[] => (text.match(/\{\w+\}|`[^`]+`|--[a-z][\w-]*/g) ?? []).toSorted();
    for (const [key, english, chinese] of sayings) expect([key, marks(chinese)]).toEqual([key, marks(english)]);
  });
});

describe('the language is', () => {
  const REFUSED = ['status', '--cluster', 'a/b'] as const;
  const hint = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await sdr(words, { env })).stderr.trim().split('\n').at(-1) ?? '';
  const ENGLISH = `hint: ${en.hints.E_NAME_REFUSED}`;
  const CHINESE = `提示: ${zh.hints.E_NAME_REFUSED}`;

  test.each([
    ['English unless told otherwise', [...REFUSED], {}, ENGLISH],
    ['that of --lang behind the command', [...REFUSED, '--lang', 'zh'], {}, CHINESE],
    ['that of --lang before it', ['--lang=zh', ...REFUSED], {}, CHINESE],
    ['that of the environment', [...REFUSED], { LANG: 'zh_CN.UTF-8' }, CHINESE],
    ['that of --lang where the environment differs', [...REFUSED, '--lang', 'en'], { LANG: 'zh_CN.UTF-8' }, ENGLISH],
    ['that of LC_ALL before that of LANG', [...REFUSED], { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, ENGLISH],
  ])('%s', async (_, words, env, expected) => {
    expect(await hint(words, env)).toBe(expected);
  });

  test('refused when nobody speaks it', async () => {
    const { exit, stderr } = await sdr(['status', '--lang', 'tlh']);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('"tlh" is no language: en and zh are')]);
  });

  test('no matter for programs', async () => {
    const [english, chinese] = await Promise.all(
      ['en', 'zh'].map((lang) => sdr([...REFUSED, '--json', '--lang', lang])),
    );
    expect(chinese).toEqual(english);
  });
});

describe('a start', () => {
  let temporal: TemporalForTests;
  beforeAll(async () => (temporal = await temporalForTests()));
  afterAll(() => temporal.environment.teardown());

  test('is told in Chinese, with gs_sdr’s own words for statuses, and so is where it parks', async () => {
    const pair = pairFor('primary');
    const file = await temporaryConfiguration(pair);
    const { activities } = recordingActivities({
      waitForMainStandby: failing('E_MAIN_STANDBY_TIMEOUT', 'nobody came'),
    });
    const at = { temporal: temporal.environment.address, env: { LANG: 'zh_CN.UTF-8' } };
    await withWorker(temporal, `sdr-${pair.cluster}`, activities, async () => {
      const { exit, stdout, stderr } = await sdr(['start', '-m', 'primary', '--json', file.path], at);
      expect([exit, stdout]).toEqual([74, '']);
      expect(stderr).toMatch(/ {2}第 8 步，启动集群，等待首备\n/);
      expect(stderr).toMatch(/ {2}状态 backup_fail\n/);
      expect(stderr).toContain(`${pair.cluster}：backup_fail，已停驻，位于“启动集群，等待首备”`);
      expect(stderr.trim().split('\n').at(-1)).toBe(`提示: ${zh.hints.E_MAIN_STANDBY_TIMEOUT}`);
      const status = await sdr(['status', '--cluster', pair.cluster], at);
      expect(status.stdout).toContain(`${pair.cluster}  primary  backup_fail, 已停驻`);
    });
    await file.remove();
  });
});

describe('README.zh.md', () => {
  const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
  const [english, chinese] = [read('README.md'), read('README.zh.md')];

  test('shows the same commands as README.md', () => {
    const blocks = (page: string): readonly string[] =>
      [...page.matchAll(/^```(?:sh|ts)\n([^]*?)^```/gm)].flatMap(([, text = '']) =>
        text.split('\n').map((line) => line.replace(/ *(#|\/\/) .*$/, '').trim()),
      );
    expect(blocks(chinese)).toEqual(blocks(english));
    expect(blocks(english)).toContain('sdr start -m primary -X north.xml');
  });

  test('lists the same commands, states and pages', () => {
    const commands = (page: string): readonly string[] =>
      page.match(/^\| `[^|]*(?= \|)/gm)?.map((cell) => cell.trim()) ?? [];
    const links = (page: string): readonly string[] =>
      (page.match(/\]\([^)]+\)/g) ?? []).filter((link) => !link.includes('README')).toSorted();
    expect(commands(chinese)).toEqual(commands(english));
    expect(commands(english).length).toBeGreaterThan(5);
    expect(links(chinese)).toEqual(links(english));
  });
});
