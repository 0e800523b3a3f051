import { trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource, envDetectorSync } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { OpenTelemetryWorkflowClientInterceptor } from '@temporalio/interceptors-opentelemetry';

/** What makes spans of what a client asks for. */
export interface ClientTracing {
  readonly clientInterceptors: readonly WorkflowClientInterceptor[];
  /** Sends what is still here; a collector that is away is given up. */
  readonly close: () => Promise<void>;
}

/** What makes and sends the spans of this process. */
export interface Tracing extends ClientTracing {
  readonly tracer: Tracer;
  readonly spanProcessor: SpanProcessor;
  readonly resource: Resource;
}

/** A command line waits no longer for a collector. */
const SEND_LIMIT_MS = 2_000;

let opened: Tracing | undefined;

/**
 * Opens tracing for this process, once: spans go to where OTEL_EXPORTER_OTLP_ENDPOINT says, by HTTP.
 * @param service its name, where OTEL_SERVICE_NAME says no other
 */
export const openTracing = (service: string): Tracing => (opened ??= begun(service));

/** For a client: a program that has tracing of its own keeps it, and closes it itself. */
export const openClientTracing = (): ClientTracing =>
  opened === undefined && isProvided()
    ? {
        clientInterceptors: [onlyChanges(new OpenTelemetryWorkflowClientInterceptor())],
        close: () => Promise.resolve(),
      }
    : openTracing('sdr');

/** Whether the program has registered a provider of spans: there is room for one only. */
const isProvided = (): boolean => {
  const taken = trace.setGlobalTracerProvider(new BasicTracerProvider());
  if (taken) trace.disable();
  return !taken;
};

const begun = (service: string): Tracing => {
  const resource = new Resource({ 'service.name': service, ...envDetectorSync.detect().attributes });
  const spanProcessor = new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: SEND_LIMIT_MS }));
  const provider = new BasicTracerProvider({ resource, spanProcessors: [spanProcessor] });
  provider.register({ contextManager: new AsyncLocalStorageContextManager().enable() });
  const tracer = provider.getTracer('durable-sdr');
  return {
    tracer,
    spanProcessor,
    resource,
    clientInterceptors: [onlyChanges(new OpenTelemetryWorkflowClientInterceptor({ tracer }))],
    close: async () => {
      const sent = provider.forceFlush().catch(() => undefined);
      await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, SEND_LIMIT_MS).unref())]);
    },
  };
};

/** Who watches asks four times a second: a span of each question would bury what matters. */
const onlyChanges = (all: OpenTelemetryWorkflowClientInterceptor): WorkflowClientInterceptor => ({
  startWithDetails: (input, next) => all.startWithDetails(input, next),
  startUpdate: (input, next) => all.startUpdate(input, next),
  startUpdateWithStart: (input, next) => all.startUpdateWithStart(input, next),
  signal: (input, next) => all.signal(input, next),
  terminate: (input, next) => all.terminate(input, next),
  cancel: (input, next) => all.cancel(input, next),
});
