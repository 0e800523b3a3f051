/**
 * Ctrl-C and SIGTERM, as a signal. The listeners stay: what restores the cursor kills the process when it finds itself
 * the last one.
 */
export const interrupted = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
};
