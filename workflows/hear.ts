import { log, setHandler, type SignalDefinition } from '@temporalio/workflow';

/**
 * Takes a signal of those who know how to send it. A signal cannot be refused, and one that breaks its handler fails the
 * workflow's task for ever: what is not understood is logged and left.
 */
export const hear = <Said>(
  signal: SignalDefinition<[Said]>,
  isUnderstood: (said: unknown) => said is Said,
  heard: (said: Said) => void,
  description: string,
): void =>
  setHandler(
    signal,
    (said: unknown) => {
      if (isUnderstood(said)) heard(said);
      else log.warn('a signal that is not understood is left', { signal: signal.name });
    },
    { description },
  );
