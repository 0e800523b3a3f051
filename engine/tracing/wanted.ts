/**
 * Whether the environment asks for traces, in OpenTelemetry's own variables. What makes them is loaded only then: a command line
 * must not wait for what nobody wants.
 */
export const tracingWanted = (environment: NodeJS.ProcessEnv = process.env): boolean => {
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter } = environment;
  if (disabled?.toLowerCase() === 'true' || exporter === 'none') return false;
  const endpoints = [environment['OTEL_EXPORTER_OTLP_ENDPOINT'], environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']];
  return exporter === 'otlp' || endpoints.some(Boolean);
};
