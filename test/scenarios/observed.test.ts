import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAB_CLUSTERS, type LabClusterName } from '../../lab/index.js';
import { freePort } from '../../lab/temporal/dev-server.js';
import { openCollector, type Collector, type Span } from '../support/collector.js';
import { openCliScenario, startArguments, type CliScenario } from '../support/cli-scenario.js';

/** Both sides are started once, by workers that are watched as an operator watches his other Temporal applications. */
let scenario: CliScenario;
let collector: Collector;
/** Where the worker of each cluster serves its metrics. */
let metrics: Readonly<Record<LabClusterName, string>>;

const logOf = (cluster: LabClusterName): string => join(scenario.node(cluster).home, 'worker.log');

beforeAll(async () => {
  collector = await openCollector();
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address, OTEL_BSP_SCHEDULE_DELAY: '200' };
  scenario = await openCliScenario('observed', 1024 * 1024, tracing);
  const free = async (): Promise<string> => `127.0.0.1:${await freePort(0)}`;
  metrics = { north: await free(), south: await free() };
  for (const cluster of LAB_CLUSTERS) {
    const words = ['--cluster', cluster, '--metrics', metrics[cluster]];
    const env = { SDR_PASSWORD: scenario.lab.hadr.password, ...tracing };
    await scenario.worker(cluster, scenario.node(cluster), { words, env, log: logOf(cluster) });
  }
  const north = scenario.sdr(...startArguments(scenario, 'north'));
  expect(await scenario.sdr(...startArguments(scenario, 'south', '--yes-overwrite', 'south'))).toMatchObject({
    exit: 0,
  });
  expect(await north).toMatchObject({ exit: 0 });
});
afterAll(async () => {
  await scenario.close();
  collector.close();
});

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric's series as they are served, by their labels. */
const scraped = async (name: string, cluster: LabClusterName = 'north'): Promise<readonly Series[]> => {
  const text = await (await fetch(`http://${metrics[cluster]}/metrics`)).text();
  return text.split('\n').flatMap((line) => {
    const [, found, labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (found !== name) return [];
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', text = '']) => [label, text] as const);
    return [{ labels: Object.fromEntries(pairs), value: Number(value) }];
  });
};

describe('Prometheus finds at a worker', () => {
  test('what the SDK counts', async () => {
    const polls = await scraped('temporal_num_pollers');
    expect(polls.map(({ labels }) => labels['task_queue'])).toEqual(expect.arrayContaining(['sdr', 'sdr-north']));
  });

  test('the commands on nodes, by tool, node and outcome', async () => {
    const { ip } = scenario.node('north');
    const ran = await scraped('sdr_commands_total');
    expect(ran).toContainEqual({
      labels: expect.objectContaining({ tool: 'cm_ctl', node: ip, outcome: 'ok' }),
      value: expect.any(Number),
    });
    const measured = await scraped('sdr_command_duration_seconds_count');
    expect(measured.length).toBe(ran.length);
  });

  test('that a start ended, and how', async () => {
    expect(await scraped('sdr_start_stops_total')).toMatchObject([
      { labels: { cluster: 'north', role: 'primary', phase: 'done', code: '' }, value: 1 },
    ]);
  });

  test('RPO, RTO and alarms of the relationship that a monitor watches', async () => {
    const { exit } = await scenario.sdr('monitor', 'start', '-X', scenario.lab.clusters.north.xmlFile, '--every', '5');
    expect(exit).toBe(0);
    // It runs on one of the two that serve what belongs to both.
    const ofBoth = async (name: string) => (await Promise.all(LAB_CLUSTERS.map((each) => scraped(name, each)))).flat();
    while ((await ofBoth('sdr_rpo_seconds')).length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
    for (const name of ['sdr_rpo_seconds', 'sdr_rto_seconds', 'sdr_alarms', 'sdr_monitor_looked_timestamp_seconds'])
      expect([name, await ofBoth(name)]).toEqual([
        name,
        [{ labels: expect.objectContaining({ relationship: 'north~south' }), value: expect.any(Number) }],
      ]);
  });
});

test('a worker that cannot serve its metrics there does not begin', async () => {
  const { node, project } = scenario.lab.topology.programs;
  const argv = [node, `${project}/worker/main.js`, '--cluster', 'north', '--metrics', metrics.north];
  const { exitCode, stderr } = await scenario.lab.run(scenario.node('north', 2), argv);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`no metrics at ${metrics.north}`)]);
});

describe('OpenTelemetry', () => {
  test('has one trace from `sdr start` over the workflow and its activities to each command on a node', async () => {
    const root = await collector.span(
      ({ name, attributes }) =>
        name === 'UpdateWithStartWorkflow:start' && attributes['temporalWorkflowId'] === 'sdr:north',
    );
    const ofTrace = ({ traceId }: Span): boolean => traceId === root.traceId;
    const workflow = await collector.span((span) => ofTrace(span) && span.name === 'RunWorkflow:startPrimary');
    const command = await collector.span((span) => ofTrace(span) && span.name === 'RunCommand:cm_ctl');
    expect([root.service, workflow.service, command.service]).toEqual(['sdr', 'sdr-worker', 'sdr-worker']);
    expect(collector.upwards(command).map(({ name }) => name.replace(/:.*/, ''))).toEqual([
      'RunCommand',
      'RunActivity',
      'StartActivity',
      'RunWorkflow',
      'UpdateWithStartWorkflow',
    ]);
    expect(command.attributes).toMatchObject({ 'sdr.node': scenario.node('north').ip, 'process.exit.code': 0 });
  });

  test('is told of no query, and of no argument of a command', () => {
    const text = JSON.stringify(collector.spans());
    expect(text).not.toMatch(/Query/);
    expect(text).not.toContain(scenario.lab.hadr.password);
    expect(text).not.toContain(scenario.node('north').home);
  });
});

describe('the log of a worker', () => {
  type Line = Readonly<Record<string, unknown>>;
  const lines = (): readonly Line[] =>
    readFileSync(logOf('south'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);

  test('has a JSON object a line; each about a run names its cluster and the run, none has what is not for people', () => {
    for (const line of lines()) {
      expect(line).toMatchObject({ level: expect.any(String), time: expect.any(String), cluster: expect.any(String) });
      if (line['workflowId'] !== undefined) expect(line).toMatchObject({ runId: expect.any(String) });
      expect(Object.keys(line)).not.toContain('taskToken');
    }
  });

  test('tells the story of a start: steps, parts, statuses, its end, under its trace', () => {
    const story = lines().filter(({ workflowId }) => workflowId === 'sdr:south');
    const about = { cluster: 'south', runId: expect.any(String), trace_id: expect.any(String) };
    for (const told of [
      { msg: 'begins: build the datanodes', step: 'build_datanodes' },
      { msg: 'done: buildMainStandby', step: 'build_datanodes', part: 'buildMainStandby', where: 'south1 dn_6001' },
      { msg: 'status restore', status: 'restore' },
      { msg: 'the start is done', phase: 'done' },
    ])
      expect(story).toContainEqual(expect.objectContaining({ ...about, ...told }));
  });
});
