import { DiagLogLevel, SpanStatusCode, diag, type DiagLogFunction, type Tracer } from '@opentelemetry/api';
import {
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  makeWorkflowExporter,
  type OpenTelemetryWorkflowExporter,
} from '@temporalio/interceptors-opentelemetry';
import type { ActivityInterceptorsFactory, InjectedSink, WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { openTracing } from '../../engine/tracing/open.js';
import { outcomeOf } from './metrics.js';
import type { CommandObserver } from './observed-host.js';

/** What makes spans in a worker: of its workflows, its activities, what they ask of the service, and commands on nodes. */
export interface WorkerTracing {
  readonly interceptors: NonNullable<WorkerOptions['interceptors']>;
  readonly sinks: NonNullable<WorkerOptions['sinks']>;
  readonly commands: CommandObserver;
  readonly close: () => Promise<void>;
}

/** Loaded only where traces are wanted. A collector that does not take them is told of in the log. */
export const workerTracing = (logger: Logger): WorkerTracing => {
  const { tracer, spanProcessor, resource, clientInterceptors, close } = openTracing('sdr-worker');
  diag.setLogger(diagnosticsTo(logger), DiagLogLevel.WARN);
  const activity: ActivityInterceptorsFactory = (context) => ({
    inbound: new OpenTelemetryActivityInboundInterceptor(context, { tracer }),
    outbound: new OpenTelemetryActivityOutboundInterceptor(context),
  });
  return {
    interceptors: { activity: [activity], client: { workflow: [...clientInterceptors] } },
    sinks: { exporter: exporterOf(makeWorkflowExporter(spanProcessor, resource)) },
    commands: spansOfCommands(tracer),
    close,
  };
};

type WorkflowExporter = InjectedSink<OpenTelemetryWorkflowExporter>;

/** Of the workflow's info, its names: the memo, which holds the whole state, has no business in a span. */
const exporterOf = ({ export: sink }: WorkflowExporter): WorkflowExporter => ({
  export: {
    ...sink,
    fn: ({ memo: _memo, lastResult: _result, lastFailure: _failure, ...names }, spans) => sink.fn(names, spans),
  },
});

/** A span of each command on a node. What it was told may hold secrets, and stays out. */
const spansOfCommands =
  (tracer: Tracer): CommandObserver =>
  ({ node, tool }, run) =>
    tracer.startActiveSpan(
      `RunCommand:${tool}`,
      { attributes: { 'sdr.node': node, 'sdr.tool': tool } },
      async (span) => {
        try {
          const result = await run();
          span.setAttribute('sdr.outcome', outcomeOf(result));
          if (result.kind === 'exited') span.setAttribute('process.exit.code', result.exitCode);
          else span.setStatus({ code: SpanStatusCode.ERROR, message: result.kind });
          return result;
        } finally {
          span.end();
        }
      },
    );

const diagnosticsTo = (logger: Logger) => {
  const to =
    (level: 'error' | 'warn' | 'info' | 'debug' | 'trace'): DiagLogFunction =>
    (message) =>
      logger[level]({ sdkComponent: 'opentelemetry' }, message);
  return { error: to('error'), warn: to('warn'), info: to('info'), debug: to('debug'), verbose: to('trace') };
};
