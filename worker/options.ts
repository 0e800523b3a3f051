import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { WorkerOptions } from '@temporalio/worker';
import type { ClusterName } from '../domain/topology.js';
import { identityWith } from '../engine/codec/announced.js';
import type { EncryptionCodec } from '../engine/codec/codec.js';
import type { GsSdrLogFile } from './gs-sdr-log.js';
import type { WorkerTracing } from './telemetry/tracing.js';
import { workflowSource } from './workflow-source.js';

/** What both workers of the process have in common. */
interface Parts {
  readonly cluster: ClusterName;
  readonly codec: EncryptionCodec;
  readonly log: GsSdrLogFile;
  /** Absent: nobody wants traces. */
  readonly tracing: WorkerTracing | undefined;
}

/** The numbers are measured: docs/architecture.md says what each of them is for. */
export const workerOptions = ({
  cluster,
  codec,
  log,
  tracing,
}: Parts): Omit<WorkerOptions, 'connection' | 'taskQueue'> => ({
  identity: identityWith(`sdr-${cluster}@${hostname()}:${process.pid}`, codec.keyIds),
  dataConverter: dataConverterWith(codec),
  ...workflowSource({ encodeFailures: codec.keyIds.length > 0, trace: tracing !== undefined }),
  sinks: { ...sinksOf(log), ...tracing?.sinks },
  ...(tracing && { interceptors: tracing.interceptors }),
  shutdownGraceTime: '3s',
  shutdownForceTime: '20s',
  maxHeartbeatThrottleInterval: '2s',
  stickyQueueScheduleToStartTimeout: '2s',
  maxConcurrentActivityTaskExecutions: 50,
});

/** With keys, what failures say is encrypted like everything else. */
const dataConverterWith = (codec: EncryptionCodec): DataConverter => ({
  payloadCodecs: [codec],
  ...(codec.keyIds.length > 0 && {
    failureConverterPath: fileURLToPath(new URL('./encoded-failures.cjs', import.meta.url)),
  }),
});

const sinksOf = (log: GsSdrLogFile): NonNullable<WorkerOptions['sinks']> => ({
  gsSdrLog: {
    append: {
      fn: (_info, firstRunId: string, lines: readonly string[]) => log.lines(firstRunId, 'DEBUG', lines),
      callDuringReplay: false,
    },
  },
});
