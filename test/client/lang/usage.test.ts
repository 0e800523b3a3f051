import { expect, test } from '@jest/globals';
import { commandLine } from '../../../client/command-line.js';
import { zhUsage, ZH_USAGE } from '../../../client/lang/zh-usage.js';
import { SdrError } from '../../../domain/errors.js';

/** What the command line says of these words, by itself or by its library. */
const refusalOf = async (...words: readonly string[]): Promise<SdrError> => {
  try {
    await commandLine('0.0.0').program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof SdrError) return error;
    throw error;
  }
  throw new Error('nothing is wrong with these');
};

const CASES = [
  [['status', '--jason'], '未知选项 --jason（是否要用 --json？）'],
  [['start', '--plaer'], '未知选项 --plaer（是否要用其中之一：--peer, --plan？）'],
  [['lan'], '未知命令 lan（是否要用其中之一：lab, plan？）'],
  [['status', '--nothing-like-it'], '未知选项 --nothing-like-it'],
  [['pln'], '未知命令 pln（是否要用 plan？）'],
  [['restart'], '未知命令 restart（是否要用 start？）'],
  [['nothing-like-it'], '未知命令 nothing-like-it'],
  [['lab', 'exec'], '缺少参数 node'],
  [['abort'], '必须给出选项 --cluster <name>'],
  [['abort', '--cluster'], '选项 --cluster <name> 缺少值'],
  [['check', '--both', '-m', 'primary'], '选项 --both 不能与选项 -m, --mode <role> 同时使用'],
  [['start', '-m', 'main'], '选项 -m, --mode <role> 的值“main”无效：可选值为 primary, disaster_standby。'],
  [['start', '--time-out', '0'], '选项 --time-out <seconds> 的值“0”无效：必须是正整数，单位为秒。'],
  [['start', '--plan', 'x'], '选项 --plan <hash> 的值“x”无效：必须是 `sdr plan start` 打印的哈希。'],
  [['status', 'north'], 'status 的参数过多：应有 0 个，实际 1 个。'],
  [['completion', 'bash', 'zsh'], 'completion 的参数过多：应有 1 个，实际 2 个。'],
  [['start', '-m', 'primary'], '需要给出配置：-X FILE 或 --json FILE'],
  [
    ['worker', '--metrics', '9464'],
    '选项 --metrics <host:port> 的值“9464”无效：必须是 HOST:PORT，主机为 IPv4 地址：0.0.0.0:9464',
  ],
  [['codec-server', '--port', '70000'], '选项 --port <n> 的值“70000”无效：必须是端口号，0 至 65535。'],
  [['codec-server', '--origin', 'x'], '选项 --origin <url...> 的值“x”无效：必须是网址：https://temporal.example'],
  [
    ['codec', 'keygen', '--id', 'a b'],
    '选项 --id <id> 的值“a b”无效：只能包含字母、数字、“_”、“.”和“-”，最长 64 个字符。',
  ],
  [['worker'], '哪一个集群？请给出 --cluster NAME、-X FILE 或 --json FILE'],
] as const;

test.each(CASES)('sdr %j: %s', async (words, told) => {
  const { code, found } = await refusalOf(...words);
  expect([code, zhUsage(found)]).toEqual(['E_USAGE', told]);
});

test('what nobody has put into Chinese is told as it is', () => {
  expect(zhUsage('the moon is full')).toBe('the moon is full');
});

test('the table has nothing that is never said', async () => {
  const found = await Promise.all(CASES.map(async ([words]) => (await refusalOf(...words)).found));
  const likeNone = Object.keys(ZH_USAGE).filter((english) => {
    const parts = english.split(/\{\w+\}/);
    return !found.some((text) => parts.every((part) => text.includes(part)));
  });
  expect(likeNone).toEqual([]);
});
