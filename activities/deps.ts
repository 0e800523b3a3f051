import type { Client } from '@temporalio/client';
import type { Host } from '../cluster/host/host.js';
import type { Secret } from '../cluster/host/secret.js';

/** What the activities of a worker need from it; tests and embedders hand in their own. */
export interface Dependencies {
  /** The node with this address: the worker's own, or another one over ssh. */
  readonly host: (address: string) => Host;
  /** Addresses of the node the worker runs on. */
  readonly ownAddresses: readonly string[];
  /** @throws SdrError E_NO_CREDENTIALS */
  readonly passwordOf: (user: string) => Promise<Secret>;
  /** gs_sdr's log, for the lines of single commands. */
  readonly log: (firstRunId: string) => GsSdrLog;
}

/** gs_sdr's own log. `say` is what it also prints on its stdout. */
export interface GsSdrLog {
  readonly debug: (line: string) => void;
  readonly say: (line: string) => void;
  readonly error: (line: string) => void;
}

/** Asks the engine, from inside an activity. */
export type EngineClient = Pick<Client, 'workflow'>;
