import type { Client } from '@temporalio/client';

/** What asks the Temporal Service: the command line over a connection of its own, an activity over its worker's. */
export interface Engine {
  readonly client: Client;
  readonly namespace: string;
  /** Aborted when nobody wants answers any more: what waits for the service gives up. */
  readonly closed: AbortSignal;
  /** Makes calls that end when the engine is closed; every call goes through this. */
  readonly call: <T>(calls: () => Promise<T>) => Promise<T>;
}

/** A connection of one's own. */
export interface OwnEngine extends Engine {
  readonly address: string;
  /** Ends what is still being asked, then the connection. */
  readonly close: () => Promise<void>;
}
