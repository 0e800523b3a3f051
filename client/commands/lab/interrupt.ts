/** Ctrl-C and SIGTERM, for what cleans up before it ends. */
export const ended = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
};
