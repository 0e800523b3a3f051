import { InvalidArgumentError } from 'commander';
import type { MetricMeter } from '@temporalio/common';
import type { PrometheusMetricsExporter } from '@temporalio/worker';
import type { RunResult } from '../../cluster/host/host.js';
import type { CommandObserver } from './observed-host.js';

/** Where metrics are served for Prometheus, under `/metrics`; as the SDK wants it, an address and a port. */
export const metricsAddress = (text: string): string => {
  const [, host, port] = /^(localhost|\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535)
    throw new InvalidArgumentError('It must be HOST:PORT, the host an IPv4 address: 0.0.0.0:9464');
  return `${host === 'localhost' ? '127.0.0.1' : host}:${port}`;
};

const DURATION = 'sdr_command_duration_seconds';

/** Names and units as Prometheus wants them: seconds, and `_total` behind what is counted. */
export const prometheus = (bindAddress: string): PrometheusMetricsExporter => ({
  prometheus: {
    bindAddress,
    countersTotalSuffix: true,
    unitSuffix: false,
    useSecondsForDurations: true,
    // From a look at a file to a build over a long link.
    histogramBucketOverrides: { [DURATION]: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200] },
  },
});

/** Counts the commands on nodes and how long they took, by tool, node and outcome. */
export const measuringCommands = (meter: MetricMeter): CommandObserver => {
  const commands = meter.createCounter('sdr_commands', undefined, 'commands that ran on nodes');
  const durations = meter.createHistogram(DURATION, 'float', undefined, 'how long commands on nodes took');
  return async ({ node, tool }, run) => {
    const began = performance.now();
    const result = await run();
    const tags = { node, tool, outcome: outcomeOf(result) };
    commands.add(1, tags);
    durations.record((performance.now() - began) / 1000, tags);
    return result;
  };
};

/** In one word, for labels. */
export const outcomeOf = (result: RunResult): string =>
  result.kind === 'exited' ? (result.exitCode === 0 ? 'ok' : 'failed') : result.kind.replaceAll(' ', '_');
