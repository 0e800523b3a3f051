import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { haproxySkipped } from '../support/haproxy.js';
import { projectElsewhere, type Elsewhere } from '../support/packed.js';

/**
 * examples/runbook, outside this clone and with the packed package, as an SRE has it: real clusters, a real HAProxy,
 * approvals from the command line. One lab for three courses, each of which begins where the one before ended.
 */
const skipped = haproxySkipped();

interface Told {
  readonly head: string;
  /** Step, mark, and what came of it, by row. */
  readonly steps: readonly (readonly [step: string, mark: string, said: string])[];
}

const told = (report: string): Told => ({
  head: /^\*\*.*$/m.exec(report)?.[0] ?? '',
  steps: [...report.matchAll(/^\| \d\d:\d\d:\d\d \| ([^|]+) \| (.) \| [\d.]+ \| (.*) \|$/gm)].map(
    ([, step = '', mark = '', said = '']) => [step, mark, said] as const,
  ),
});

(skipped ? describe.skip : describe)(`the regional runbook${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  let project: Elsewhere;
  let reports: readonly Told[] = [];
  let webhook: readonly string[] = [];
  let exit: number | undefined;

  /** Each time the rehearsal says how to approve, somebody does just that. */
  const rehearse = async (): Promise<void> => {
    const rehearsal = project.run('npm', 'start', '--silent', '--', '--mistakes');
    const approving: Promise<unknown>[] = [];
    let stderr = '';
    rehearsal.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      const commands = stderr.match(/temporal workflow update execute[^}]*}'/g) ?? [];
      for (const command of commands.slice(approving.length)) {
        approving.push(project.run('bash', '-c', command.replace('your name', 'Ada').replace('"why"', '"a drill"')));
      }
    });
    const { stdout, exitCode } = await rehearsal;
    await Promise.all(approving);
    if (exitCode !== 0) process.stderr.write(stderr);
    exit = exitCode;
    reports = stdout.split(/^# /m).slice(1).map(told);
    webhook = [...stderr.matchAll(/^webhook: .*"phase":"(\w+)"/gm)].map(([, phase = '']) => phase);
  };

  beforeAll(async () => {
    project = await projectElsewhere('runbook');
    await rehearse();
  }, 900_000);
  afterAll(() => project.remove());

  test('the packed package is installed with its command lines', async () => {
    const sdr = await project.run('npx', 'sdr', '--help');
    expect([sdr.exitCode, sdr.stdout]).toEqual([0, expect.stringContaining('Usage: sdr')]);
    expect((await project.run('npx', 'gs_sdr', '--help')).exitCode).toBe(0);
  });

  test('a start that fails is taken back on both sides, and its code is told', () => {
    expect(reports[0]).toEqual({
      head: '**failed**, asked for by the rehearsal, approved by Ada: a drill',
      steps: [
        ['check', '✓', expect.stringMatching(/^\d+ checks found nothing in the way$/)],
        ['approval', '✓', 'Ada: a drill'],
        ['carry out', '✗', expect.stringMatching(/^E_HADR_LOGIN: cluster north, node .*\(Set the right password/)],
        ['take the action back', '✓', 'south: aborted, normal; north: failed, normal'],
        ['tell the webhook', '✓', 'told: failed'],
      ],
    });
  });

  test('an entry point that does not lead where it should is put back, and the relationship stays', () => {
    expect(reports[1]?.steps).toEqual([
      ['check', '✓', expect.anything()],
      ['approval', '✓', 'Ada: a drill'],
      ['carry out', '✓', 'north is archive, south is recovery'],
      ['write through the entry point', '✓', 'a row was written'],
      ['move the entry point', '✓', expect.stringMatching(/^writes go to north \(127\..*\), reads to south$/)],
      ['read it from the other region', '✗', expect.anything()],
      ['put the entry point back', '✓', 'as it was'],
      ['take the action back', '✓', 'south: done, recovery; north: done, archive'],
      ['tell the webhook', '✓', 'told: failed'],
    ]);
  });

  test('the same runbook again finds the relationship standing, and ends well', () => {
    expect(reports[2]?.head).toContain('**done**');
    expect(reports[2]?.steps.map(([step, mark]) => `${mark} ${step}`)).toEqual([
      '✓ check',
      '✓ approval',
      '✓ carry out',
      '✓ write through the entry point',
      '✓ move the entry point',
      '✓ read it from the other region',
      '✓ tell the webhook',
    ]);
    expect([exit, webhook]).toEqual([0, ['failed', 'failed', 'done']]);
  });

  test('each course leaves its report as a file', async () => {
    const directory = join(project.directory, 'reports');
    const files = await Promise.all((await readdir(directory)).map((file) => readFile(join(directory, file), 'utf8')));
    expect(files.filter((text) => text.includes('**done**'))).toHaveLength(1);
    expect(files.filter((text) => text.includes('**failed**'))).toHaveLength(2);
  });
});
