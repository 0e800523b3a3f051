import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { Progress } from '../domain/start/run-state.js';

/** A long activity that runs now, as its heartbeat shows it: fresher than anything the history knows. */
export interface Beating {
  /** The part, e.g. `buildMainStandby`. */
  readonly part: string;
  /** The last word of its activity id: the datanode, where there is one. */
  readonly key: string;
  readonly progress?: Progress;
  /** Milliseconds since the epoch, by the server's clock: its last beat, or its begin; undefined before that. */
  readonly beatAt?: number;
}

/** @param client who asked: heartbeats come as the service keeps them, and its data converter reads them */
export const beatingIn = ({ raw }: Pick<WorkflowExecutionDescription, 'raw'>, client: Client): Promise<Beating[]> =>
  Promise.all(
    (raw.pendingActivities ?? []).map(async ({ activityId, activityType, heartbeatDetails, ...times }) => {
      const beat = times.lastHeartbeatTime?.seconds ?? times.lastStartedTime?.seconds;
      const progress = await progressIn(heartbeatDetails?.payloads?.[0], client);
      return {
        part: activityType?.name ?? '',
        key: activityId?.split('.').at(-1) ?? '',
        ...(progress && { progress }),
        ...(beat && { beatAt: Number(beat) * 1000 }),
      };
    }),
  );

const progressIn = async (payload: Payload | undefined, client: Client): Promise<Progress | undefined> => {
  if (payload === undefined) return undefined;
  try {
    return (await decoded<{ progress?: Progress }>(payload, client)).progress;
  } catch {
    // Encrypted with a key that is not here, or of another version.
    return undefined;
  }
};

const decoded = async <T>(payload: Payload, { options: { loadedDataConverter } }: Client): Promise<T> => {
  let payloads = [payload];
  for (const codec of loadedDataConverter.payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
  return loadedDataConverter.payloadConverter.fromPayload<T>(payloads[0] ?? payload);
};
