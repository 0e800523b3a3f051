import type { Engine } from '../client/index.js';
import { SEARCH_ATTRIBUTES, actionWorkflowId } from '../domain/names.js';
import type { Status } from '../domain/status.js';
import type { ClusterName } from '../domain/topology.js';

/** What a run's event history tells that its state does not. */
export interface Facts {
  /** Activities scheduled. */
  readonly activities: number;
  /** When the run's state got the status; milliseconds since the epoch. */
  reached(status: Status): number;
}

export const readHistory = async ({ client }: Engine, cluster: ClusterName, runId: string): Promise<Facts> => {
  const { events } = await client.workflow.getHandle(actionWorkflowId(cluster), runId).fetchHistory();
  const all = events ?? [];
  return {
    activities: all.filter((event) => event.activityTaskScheduledEventAttributes).length,
    reached: (status) => {
      const event = all.find((candidate) => statusIn(candidate) === status);
      if (event === undefined) throw new Error(`the run of ${cluster} was never in status ${status}`);
      return millisecondsOf(event.eventTime);
    },
  };
};

type Event = NonNullable<
  Awaited<ReturnType<ReturnType<Engine['client']['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];

/** The run mirrors its status in a search attribute at the moment it changes. */
const statusIn = ({ upsertWorkflowSearchAttributesEventAttributes: upsert }: Event): string | undefined => {
  const data = upsert?.searchAttributes?.indexedFields?.[SEARCH_ATTRIBUTES.status]?.data;
  return data ? [JSON.parse(Buffer.from(data).toString()) as string].flat()[0] : undefined;
};

const millisecondsOf = (time: Event['eventTime']): number =>
  Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;
