import type { WorkflowExecutionDescription } from '@temporalio/client';
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

export const beatingIn = ({ raw }: Pick<WorkflowExecutionDescription, 'raw'>): readonly Beating[] =>
  (raw.pendingActivities ?? []).map(({ activityId, activityType, heartbeatDetails, ...times }) => {
    const beat = times.lastHeartbeatTime?.seconds ?? times.lastStartedTime?.seconds;
    const progress = progressIn(heartbeatDetails?.payloads?.[0]?.data);
    return {
      part: activityType?.name ?? '',
      key: activityId?.split('.').at(-1) ?? '',
      ...(progress && { progress }),
      ...(beat && { beatAt: Number(beat) * 1000 }),
    };
  });

const progressIn = (data: Uint8Array | null | undefined): Progress | undefined => {
  try {
    return (JSON.parse(Buffer.from(data ?? []).toString() || '{}') as { progress?: Progress }).progress;
  } catch {
    // Encrypted, or of another version.
    return undefined;
  }
};
