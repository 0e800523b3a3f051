const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Ctrl-C and SIGTERM, as a signal. The listeners stay until it is over: what restores the cursor kills the process when
 * it finds itself the last one.
 * @param over aborted when nobody listens any more; by default the command's end
 */
export const interrupted = (over?: AbortSignal): AbortSignal => {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  for (const signal of SIGNALS) process.on(signal, interrupt);
  over?.addEventListener('abort', () => {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  });
  return controller.signal;
};
