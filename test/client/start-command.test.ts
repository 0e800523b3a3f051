import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { RunView, SideView } from '../../client/index.js';
import { inShell, type Ended, type Running } from '../support/cli.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';
import { differencesFrom, documented, pathsIn, type ShapeName } from '../support/json-shapes.js';

/** Both sides started by hand on the command line, looked at in every way while and after. */
jest.setTimeout(120_000);
let scenario: CliScenario;
beforeAll(async () => {
  scenario = await openCliScenario('start-command');
  await scenario.workers();
  // Long enough to be looked at.
  await scenario.lab.fault({ kind: 'build', node: 'south1', how: 'slow', bytesPerSecond: 8 * 1024 * 1024 });
});
afterAll(() => scenario.close());

const shell = (line: string): Promise<Ended> => inShell(line, { temporal: scenario.temporal.environment.address });

/** Every JSON result of this file, by the table of docs/json.md that it must agree with. */
const printed: [ShapeName, unknown][] = [];
const json = (shape: ShapeName, text: string): unknown => {
  const value: unknown = JSON.parse(text);
  printed.push([shape, value]);
  return value;
};
const view = (text: string): RunView => {
  const value = json('Run view', text) as RunView;
  printed.push(['Run', value.state]);
  if (value.state.peer !== undefined) printed.push(['Report', value.state.peer]);
  return value;
};

describe('the primary side, started with --detach', () => {
  test('is under way when the command returns', async () => {
    const { exit, stdout } = await scenario.sdr(...startArguments(scenario, 'north', '--detach', '--output', 'json'));
    expect(exit).toBe(0);
    expect(json('Accepted', stdout)).toMatchObject({ workflowId: 'sdr:north' });
  });

  test('is drawn on a terminal, and is left alone by Ctrl-C', async () => {
    const running = scenario.sdrOnTerminal('status', '--cluster', 'north', '--watch');
    await running.said(/▸ 8 start the cluster, wait for the main standby/);
    running.write('\u0003');
    const { exit, stdout } = await running.ended;
    expect(exit).toBe(130);
    // Drawn over the picture before.
    expect(stdout).toContain('\u001B[');
    expect(stdout).toContain('come back with: sdr status --cluster north --watch');
  });

  test('stands in the list of all clusters', async () => {
    const { exit, stdout, stderr } = await scenario.sdr('status');
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /cluster .* role .* peer .* status .* phase .* step[^]*north .* primary .* south .* full_backup .* running/,
    );
  });
});

/** Both sides, watched from before the standby's start to after its end. */
let both: Running;

describe('the standby side, started in a pipe', () => {
  let north: Promise<Ended>;

  test('is watched beside the other one before anything was started for it', async () => {
    both = scenario.sdrRunning('status', '--cluster', 'north', '--peer', 'south', '--watch');
    await both.said(/north {2}now: full_backup, cluster Normal/);
    // Its own worker is asked all the same: the peer's configuration names its nodes.
    await both.said(/south {2}south1 dn_6001: Primary, Normal/);
  });
  let south: Promise<Ended>;

  test('tells its steps in plain lines, goes on after Ctrl-C, and says how to come back', async () => {
    north = scenario.sdr('status', '--cluster', 'north', '--watch', '--json');
    const running = scenario.sdrRunning(...startArguments(scenario, 'south', '--yes-overwrite', 'south'));
    await running.said(/build the main standby, south1 dn_6001/);
    south = scenario.sdr('status', '--cluster', 'south', '--watch', '--json');
    running.signal('SIGINT');
    const { exit, stdout, stderr } = await running.ended;
    expect([exit, stdout]).toEqual([130, '']);
    const lines = stderr.split('\n');
    expect(lines.find((line) => /^\d\d:\d\d:\d\d south {2}step 7, build the datanodes$/.test(line))).toBeDefined();
    expect(lines.slice(-3)).toEqual([
      'sdr: [E_INTERRUPTED] cluster south: the run goes on; come back with: sdr status --cluster south --watch',
      expect.stringMatching(/^hint: What was started goes on/),
      '',
    ]);
    expect(stderr).not.toContain('\u001B');
  });

  test('is not wanted by whoever reads one line only', async () => {
    const { exit, stdout } = await shell('sdr status --cluster south --watch --json | head -1');
    expect(exit).toBe(0);
    expect(view(stdout).state.request.role).toBe('disaster_standby');
  });

  test('ends in recovery, as the other side in archive: a JSON object for each change', async () => {
    for (const [side, status] of [
      [north, 'archive'],
      [south, 'recovery'],
    ] as const) {
      const { exit, stdout, stderr } = await side;
      expect([exit, stderr]).toEqual([0, '']);
      const views = stdout
        .trim()
        .split('\n')
        .map((line) => view(line));
      expect(views.length).toBeGreaterThan(1);
      expect(views[0]?.state.phase).toBe('running');
      expect(views.at(-1)).toMatchObject({ state: { phase: 'done', status } });
    }
  });
});

describe('both sides, watched as one', () => {
  test('tell their steps, nodes and lag in plain lines; Ctrl-C ends that and nothing else', async () => {
    await both.said(/north {2}now: archive, cluster Normal, RPO \d+ s, RTO \d+ s/);
    await both.said(/south {2}now: recovery, cluster Normal/);
    both.signal('SIGINT');
    const { exit, stdout, stderr } = await both.ended;
    expect([exit, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/south {2}step 7, build the datanodes/);
    expect(stderr).toMatch(/south {2}now: restore, CM does not answer/);
    expect(stderr).toMatch(/south {2}south1 dn_6001: Main Standby, Normal/);
    expect(stderr).toContain('sdr: [E_INTERRUPTED] it is watched no more');
  });

  test('are drawn beside each other on a terminal', async () => {
    // There is but one relationship: it need not be named.
    const drawn = scenario.sdrOnTerminal('status', '--watch');
    await drawn.said(/now: archive, cluster Normal, RPO \d+ s, RTO \d+ s +now: recovery, cluster Normal/);
    drawn.write('\u0003');
    const { exit, stdout } = await drawn.ended;
    expect(exit).toBe(130);
    const picture = stdout.slice(stdout.lastIndexOf('north  primary'));
    expect(picture).toMatch(/^north {2}primary {2}archive, done +south {2}disaster_standby {2}recovery, done/);
    expect(picture).toMatch(/north1 dn_6001: Primary, Normal +south1 dn_6001: Main Standby, Normal/);
    expect(picture).toMatch(/\d\d:\d\d:\d\d {2}done/);
  });

  test('are a JSON object a line for programs', async () => {
    const watching = scenario.sdrRunning('status', '--watch', '--json');
    await watching.said(/"rpo":"\d+"/);
    watching.signal('SIGTERM');
    const { exit, stdout, stderr } = await watching.ended;
    expect(exit).toBe(130);
    expect(json('Errors', stderr)).toMatchObject({ error: { code: 'E_INTERRUPTED' } });
    const sides = stdout
      .trim()
      .split('\n')
      .map((line) => json('Side view', line) as SideView);
    expect(new Set(sides.map(({ cluster }) => cluster))).toEqual(new Set(['north', 'south']));
    for (const { run, asked } of sides) {
      if (run !== undefined) view(JSON.stringify(run));
      if (asked?.kind === 'answered') json('Query', JSON.stringify(asked.answer));
    }
  });
});

describe('afterwards', () => {
  test('--watch returns at once, with the end on standard output', async () => {
    const { exit, stdout } = await scenario.sdr('status', '-X', scenario.lab.clusters.south.xmlFile, '--watch');
    expect([exit, stdout]).toEqual([0, 'south  disaster_standby  recovery, done\n']);
  });

  test('one cluster is shown with all its steps', async () => {
    const { stdout } = await scenario.sdr('status', '--cluster', 'south');
    expect(stdout).toMatch(/^south {2}disaster_standby {2}recovery, done\n(✓ .*\n){11}$/);
    view((await scenario.sdr('status', '--cluster', 'south', '--output', 'json')).stdout);
  });

  test('all are listed for programs too, and a reader may stop reading', async () => {
    const { stdout } = await scenario.sdr('status', '--json');
    const views = (JSON.parse(stdout) as unknown[]).map((value) => view(JSON.stringify(value)));
    expect(views.map(({ workflowId }) => workflowId).toSorted()).toEqual(['sdr:north', 'sdr:south']);
    expect(await shell('sdr status | head -1')).toMatchObject({ exit: 0, stderr: '' });
  });

  test('query answers in gs_sdr’s own form', async () => {
    const { exit, stdout } = await scenario.sdr('query', '--cluster', 'north');
    expect(exit).toBe(0);
    expect(stdout).toMatch(
      /^\{'hadr_cluster_stat': 'archive', 'hadr_failover_stat': '', 'hadr_switchover_stat': '', 'RPO': '\d+', 'RTO': '\d+'\}\n$/,
    );
  });

  test('query answers as JSON, from a file of either form', async () => {
    const { xmlFile, jsonFile } = scenario.lab.clusters.south;
    for (const file of [
      ['-X', xmlFile],
      ['--json', jsonFile],
    ]) {
      const { stdout } = await scenario.sdr('query', ...file, '--output', 'json');
      expect(json('Query', stdout)).toEqual({
        hadrClusterStat: 'recovery',
        hadrFailoverStat: '',
        hadrSwitchoverStat: '',
        rpo: '',
        rto: '',
        clusterState: 'Normal',
        datanodes: [
          { id: 6001, node: 'south1', role: 'Main Standby', ha: 'Normal' },
          { id: 6002, node: 'south2', role: 'Cascade Standby', ha: 'Normal' },
          { id: 6003, node: 'south3', role: 'Cascade Standby', ha: 'Normal' },
        ],
      });
    }
  });

  test('a start that is refused is a result and an error for programs', async () => {
    const { exit, stdout, stderr } = await scenario.sdr(...startArguments(scenario, 'north', '--output', 'json'));
    expect(exit).toBe(42);
    expect(json('Run', stdout)).toMatchObject({ phase: 'failed', failure: { code: 'E_ALREADY_RELATED' } });
    const last = stderr.trim().split('\n').at(-1) ?? '';
    expect(json('Errors', last)).toMatchObject({
      error: { code: 'E_ALREADY_RELATED', exit: 42, cluster: 'north', node: scenario.node('north').ip },
    });
  });

  test('after it the status is still that of the start that made the relationship', async () => {
    const made = { phase: 'done', status: 'archive' };
    const { stdout } = await scenario.sdr('status', '--cluster', 'north', '--output', 'json');
    expect(view(stdout)).toMatchObject({ state: made });
    const all: unknown = JSON.parse((await scenario.sdr('status', '--output', 'json')).stdout);
    expect(all).toContainEqual(
      expect.objectContaining({ workflowId: 'sdr:north', state: expect.objectContaining(made) }),
    );
    expect((await scenario.sdr('history', '--cluster', 'north')).stdout).toContain('E_ALREADY_RELATED');
  });
});

describe('docs/json.md', () => {
  test('has every field that was printed, with its type', () => {
    for (const [shape, value] of printed) expect([shape, differencesFrom(shape, value)]).toEqual([shape, []]);
  });

  test('has no field that is never printed', () => {
    // What only other courses of a start, or a node in trouble, make.
    const elsewhere = [
      ...['abort', 'abort.reason', 'abort.by', 'facts.snapshot.datanodes[].reason', 'error.command'],
      ...['progress.<part>.said', 'facts.doneParts[]', 'failure'],
      ...['', '.walBytesPerSecond', '.keptForSeconds', '.diskForSeconds', '.buildForSeconds', '.short'].map(
        (field) => `progress.<part>.headroom${field}`,
      ),
      ...['pause', 'pause.reason', 'pause.by', 'without[]', 'said[].reason', 'request.plan'],
      ...[
        'erased',
        'left',
        'left[]',
        'facts.left',
        'facts.left[]',
        'request.adopt',
        'facts.adopted',
        'facts.adopted.recordedAs',
        'facts.adopted.node',
        'said[].end.code',
        'said[].end.step',
        'datanodes[].reason',
      ],
      ...['asked.code', 'asked.message', 'asked.hint'],
    ];
    const seen = new Set(printed.flatMap(([shape, value]) => pathsIn(value).map((path) => `${shape} ${path}`)));
    const unseen = [...new Set(printed.map(([shape]) => shape))].flatMap((shape) =>
      documented(shape)
        .filter(({ path }) => !seen.has(`${shape} ${path}`) && !elsewhere.includes(path))
        .map(({ path }) => `${shape} ${path}`),
    );
    expect(unseen).toEqual([]);
  });
});
