import type { Role } from '../roles.js';
import type { ClusterPair } from '../topology.js';

/** What an operator asks for with `sdr start`: input of the workflow and argument of its update `start`. */
export interface StartRequest {
  readonly action: 'start';
  readonly role: Role;
  readonly pair: ClusterPair;
  /** The database user of the replication; its password lives with the worker. */
  readonly hadrUser: string;
  /** gs_sdr's --time-out: bounds the wait for the main standby, the fetch of the key files and the main standby's start. */
  readonly timeOutSeconds: number;
  /** What a failure from step 3 on does: wait for the operator, or end the run (for runbooks). */
  readonly onFailure: 'park' | 'fail';
  /** Begin at step 1 although a start was left unfinished (gs_sdr's -f). */
  readonly fresh: boolean;
  /** Go on from where gs_sdr has left a start half-way: there must be one, or if there is any. */
  readonly adopt?: 'required' | 'if any';
  /** Required on the disaster standby: whose data may be erased, and whether connected sessions matter. */
  readonly overwrite?: Overwrite;
  /** Who asks, for the records. */
  readonly by?: string;
  /** The hash of the plan that this start insists on: it does just that or nothing. */
  readonly plan?: string;
}

export interface Overwrite {
  /** The cluster's name, as the operator typed it. */
  readonly confirmed: string;
  readonly despiteSessions: boolean;
}

/** gs_sdr's default for --time-out. */
export const DEFAULT_TIME_OUT = 1200;
export const DEFAULT_HADR_USER = 'hadr';

/** What `sdr start` asks for unless it is told otherwise; on the disaster standby `overwrite` must be among the choices. */
export const startRequest = (
  pair: ClusterPair,
  role: Role,
  choices: Partial<Omit<StartRequest, 'action' | 'pair' | 'role'>> = {},
): StartRequest => ({
  action: 'start',
  role,
  pair,
  hadrUser: DEFAULT_HADR_USER,
  timeOutSeconds: DEFAULT_TIME_OUT,
  onFailure: 'park',
  fresh: false,
  ...choices,
});

/** A plan is for one entry: what goes on by itself later insists on none. */
export const withoutPlan = ({ plan: _, ...request }: StartRequest): StartRequest => request;

/**
 * Why a parked start cannot go on with this request, or undefined when it can. A re-entry may bring another time-out or
 * corrected addresses; another role, peer or set of nodes is another start.
 */
export const whyNotSameStart = (parked: StartRequest, again: StartRequest): string | undefined => {
  if (again.role !== parked.role) return `it runs as ${parked.role}, not as ${again.role}`;
  if (again.pair.cluster !== parked.pair.cluster) return `it runs for cluster ${parked.pair.cluster}`;
  if (again.pair.peer !== parked.pair.peer) return `its peer is ${parked.pair.peer}, not ${again.pair.peer}`;
  if (!sameNodes(parked.pair, again.pair)) return 'it runs on other nodes of this cluster';
  return undefined;
};

const sameNodes = (a: ClusterPair, b: ClusterPair): boolean =>
  a.local.port === b.local.port && addresses(a).join() === addresses(b).join();

const addresses = (pair: ClusterPair): readonly string[] =>
  pair.local.shards
    .flat()
    .map((node) => node.ip)
    .toSorted();
