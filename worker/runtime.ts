import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** What the SDK itself has to say goes into the worker's own log; to be called once, before the first worker. */
export const installRuntime = (logger: Logger): void => {
  const sdk = new DefaultLogger('INFO', ({ level, message, meta }) => {
    logger[LEVELS[level]]({ ...meta }, message);
  });
  Runtime.install({ logger: sdk, shutdownSignals: ['SIGTERM', 'SIGINT'] });
};
