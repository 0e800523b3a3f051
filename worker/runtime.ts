import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';
import { SdrError } from '../domain/errors.js';
import { prometheus } from './telemetry/metrics.js';

const LEVELS: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/**
 * What the SDK itself has to say goes into the worker's own log; to be called once, before the first worker.
 * @param metrics where metrics are served for Prometheus; nowhere without
 * @throws SdrError E_USAGE when they cannot be served there
 */
export const installRuntime = (logger: Logger, metrics?: string): void => {
  const sdk = new DefaultLogger('INFO', ({ level, message, meta }) => {
    logger[LEVELS[level]]({ ...meta }, message);
  });
  try {
    Runtime.install({
      logger: sdk,
      shutdownSignals: ['SIGTERM', 'SIGINT'],
      telemetryOptions: { ...(metrics !== undefined && { metrics: prometheus(metrics) }) },
    });
  } catch (error) {
    throw new SdrError(
      'E_USAGE',
      `no metrics at ${metrics ?? ''}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};
