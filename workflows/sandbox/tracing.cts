import type { WorkflowInterceptors } from '@temporalio/workflow';
import type {} from './settings.js';

type TracingModule = typeof import('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors');

/**
 * Part of the bundle: spans of workflows, when the worker makes them. CommonJS, so that nothing of OpenTelemetry is even
 * loaded otherwise: each workflow would load it anew. Queries are left out: who watches asks four times a second.
 */
const interceptors = (): WorkflowInterceptors => {
  if (globalThis.sdrSandbox?.trace !== true) return {};
  const all = (
    require('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors') as TracingModule
  ).interceptors();
  for (const inbound of all.inbound ?? []) inbound.handleQuery = (input, next) => next(input);
  return all;
};

export = { interceptors };
