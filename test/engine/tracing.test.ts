import { afterEach, expect, test } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { openClientTracing, openTracing } from '../../engine/tracing/open.js';
import { tracingWanted } from '../../engine/tracing/wanted.js';

afterEach(() => trace.disable());

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
  [{ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
])('an environment of %j asks for traces: %p', (environment, wanted) => {
  expect(tracingWanted(environment)).toBe(wanted);
});

test('a program that has tracing of its own keeps it', async () => {
  const own = new BasicTracerProvider();
  trace.setGlobalTracerProvider(own);
  await openClientTracing().close();
  expect(trace.setGlobalTracerProvider(own)).toBe(false);
});

test('a process has one, whoever opens it', () => {
  expect(openClientTracing()).toBe(openTracing('another name'));
});
