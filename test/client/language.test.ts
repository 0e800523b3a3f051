import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import stringWidth from 'string-width';
import { CATALOGUES } from '../../client/lang/index.js';
import { sdr } from '../support/cli.js';
import { temporaryConfiguration } from '../support/configuration-file.js';
import { failing, recordingActivities } from '../support/recording-activities.js';
import { pairFor } from '../support/start-request.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

const { en, zh } = CATALOGUES;

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

  test.each([[REFUSED], [['status', '--peer', 'south']], [['stat', '--output', 'json']]])(
    'no matter for programs: %j',
    async (words) => {
      const [english, chinese] = await Promise.all(
        ['en', 'zh'].map((lang) => sdr([...words, '--json', '--lang', lang])),
      );
      expect(chinese).toEqual(english);
      expect(english?.stderr).toMatch(/^\{"error":/);
    },
  );

  test('that of the help, on a terminal’s width', async () => {
    const { exit, stdout, stderr } = await sdr(['start', '--help', '--lang', 'zh']);
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^用法: sdr start \[options\]\n\n使两个集群建立流式容灾关系；/);
    expect(stdout).toMatch(/^ {2}--time-out <seconds> +等待对端的时长（秒） \(默认: 1200\)$/m);
    expect(stdout).toMatch(/^示例:\n {2}在主集群上 +sdr start -m primary/m);
    const [described = ''] = stdout.split('示例:');
    expect(described.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
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
      expect(stderr).toMatch(/^sdr: \[E_MAIN_STANDBY_TIMEOUT\] 等待首备超时：.*nobody came$/m);
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
