import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CliError } from '../../../client/lang/cli-error.js';
import { speak } from '../../../client/lang/index.js';
import { reportText } from '../../../client/render/check.js';
import { failureText, toldFailureText } from '../../../client/render/failure.js';
import { lostText } from '../../../client/render/lost.js';
import { planLines } from '../../../client/render/plan.js';
import { reportOfBoth } from '../../../domain/check/report.js';
import { seen, unseen } from '../../../domain/check/seen.js';
import { SdrError } from '../../../domain/errors.js';
import type { Plan } from '../../../domain/plan/plan.js';
import { healthyFacts } from '../../support/check-facts.js';
import { named } from '../../support/start-request.js';

beforeAll(() => speak('zh'));
afterAll(() => speak('en'));

test('a failure is its code, what that means, the place, and what was found in its own words', () => {
  const where = { cluster: 'south', node: 'node1', command: 'cm_ctl view' };
  expect(failureText(new SdrError('E_NO_CM', 'shows no cmDataPath', where))).toBe(
    '[E_NO_CM] 集群没有可用的 CM：集群 south，节点 node1：`cm_ctl view`：shows no cmDataPath',
  );
  expect(toldFailureText({ code: 'E_NO_CM', message: 'cluster south, node node1: shows no cmDataPath' })).toBe(
    '[E_NO_CM] 集群没有可用的 CM：集群 south，节点 node1：shows no cmDataPath',
  );
});

test('what the command line found itself is Chinese for people, English in its message', () => {
  const error = new CliError('E_NO_RUN', 'neverStartedHere', {}, { cluster: 'south' }).at({ cluster: 'north' });
  expect([failureText(error), error.message]).toEqual([
    '[E_NO_RUN] 没有相应的运行：集群 south：此处从未为其启动过容灾；由 gs_sdr 建立的容灾可用 -X FILE 查看',
    'cluster south: nothing was ever started for it here; what gs_sdr set up is shown with -X FILE',
  ]);
});

test('checks are told by title, severity and remedy; what was found stays as it is', () => {
  const [primary, standby] = [healthyFacts('primary'), healthyFacts('disaster_standby')];
  const cm = { ...primary.cm, state: seen('Degraded' as const), backupOpen: unseen('DCC is silent') };
  const text = reportText(reportOfBoth({ primary: { ...primary, cm }, standby }), true);
  expect(text).toMatch(/│ 集群 +│ 检查项 +│ 级别 +│ 发现 +│ 处理办法 +│/);
  expect(text).toMatch(
    /│ north +│ cluster-normal +│ 错误 +│ .*Degraded.*│ 请先使集群恢复到 Normal：`cm_ctl query -Cv`。 +│/,
  );
  expect(text).toMatch(/│ north +│ backup-open +│ 跳过 +│ 未能检查：DCC is silent/);
  expect(text).toMatch(/│ 两侧之间 +│ both-versions +│ 通过 +│ 两个集群运行同一版本（同一提交）的产品 +│/);
  expect(text).toMatch(
    /\nnorth（primary）、south（disaster_standby）：共检查 \d+ 项，通过 \d+ 项，错误 \d+ 项、警告 \d+ 项、信息 \d+ 项，跳过 1 项$/,
  );
});

test('a check that only another version has is told in its own words', () => {
  const report = {
    sides: [{ cluster: named('north'), role: 'primary' }],
    checks: [{ id: 'from-the-future', title: 'all is well', remedy: 'Wait.', severity: 'error', kind: 'ok' }],
  };
  // As a worker of another version would send it.
  expect(reportText(JSON.parse(JSON.stringify(report)) as Parameters<typeof reportText>[0], true)).toContain(
    'all is well',
  );
});

test('a plan has steps, parts and files in Chinese, commands as they are', () => {
  const plan: Plan = {
    hash: 'a'.repeat(64),
    cluster: named('north'),
    peer: named('south'),
    role: 'primary',
    hadrUser: 'hadr',
    entry: 2,
    recorded: 3,
    home: { ip: '10.1.1.1', name: 'north1' },
    steps: [
      {
        id: 'keep_wal',
        parts: [
          {
            part: 'keepWal',
            actions: [
              { kind: 'look', node: 'north1', argv: ['gs_guc', 'check'], differences: [] },
              { kind: 'file', node: 'north1', path: '/tmp/wal', before: null, after: '128' },
              { kind: 'file', node: 'north1', path: '/tmp/old', before: '1', after: null },
            ],
          },
        ],
      },
      { id: 'set_cm_mode', parts: [] },
    ],
  };
  expect(planLines(plan)).toEqual([
    'north（primary），对端 south；工作目录位于 north1；第 2 次进入，从第 3 步之后继续',
    '',
    '4 为重建保留 WAL',
    '  调大 wal_keep_segments，使 WAL 保留到重建结束',
    '    north1',
    '      ? gs_guc check',
    '      ! 创建 /tmp/wal：128',
    '      ! 删除 /tmp/old',
    '',
    '6 设置 CM 的模式',
    '  无操作',
  ]);
});

test('what an abort leaves is told', () => {
  expect(lostText({})).toBe('一切均已恢复到启动之前的状态。');
  expect(lostText({ erased: true, left: ['pg_hba.conf'] })).toMatch(/^该集群的数据已被部分覆盖.*\npg_hba\.conf$/);
});
