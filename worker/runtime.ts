import { DefaultLogger, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';
import { SdrError } from '../domain/errors.js';
import type { ClusterName } from '../domain/topology.js';
import { fieldsOf } from './log/fields.js';
import { prometheus } from './telemetry/metrics.js';

const LEVELS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const satisfies Readonly<Record<LogLevel, string>>;

interface RuntimeSettings {
  /** The worker's. */
  readonly cluster: ClusterName;
  readonly logger: Logger;
  /** Where metrics are served for Prometheus; nowhere without. */
  readonly metrics?: string;
}

/**
 * What the SDK itself has to say goes into the worker's own log, its native part included; to be called once, before the first
 * worker.
 * @throws SdrError E_USAGE when metrics cannot be served there
 */
export const installRuntime = ({ cluster, logger, metrics }: RuntimeSettings): Runtime => {
  const sdk = new DefaultLogger(levelOf(logger), ({ level, message, meta }) => {
    logger[LEVELS[level]](fieldsOf(meta ?? {}, cluster), message);
  });
  try {
    return Runtime.install({
      logger: sdk,
      shutdownSignals: ['SIGTERM', 'SIGINT'],
      telemetryOptions: {
        logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
        ...(metrics !== undefined && { metrics: prometheus(metrics) }),
      },
    });
  } catch (error) {
    throw new SdrError(
      'E_USAGE',
      `no metrics at ${metrics ?? ''}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

const levelOf = ({ level }: Logger): LogLevel => {
  const levels = Object.keys(LEVELS) as LogLevel[];
  return levels.find((name) => LEVELS[name] === level) ?? 'INFO';
};
