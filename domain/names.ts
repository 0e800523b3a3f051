import type { Role } from './roles.js';
import type { ClusterName } from './topology.js';

/** The names users see: workflow ids, task queues, messages, search attributes. Promises; they do not change. */

/** Actions that change a cluster; each is a workflow of its own, all under one id per cluster. */
export const ACTIONS = ['start'] as const;
export type Action = (typeof ACTIONS)[number];

/** Verbs that only look; each has an id of its own and is never locked out. */
export type Look = 'query' | 'overview' | 'check' | 'plan';

/** One id per cluster for every verb that changes it, so that the engine itself is the lock. */
export const actionWorkflowId = (cluster: ClusterName): string => `sdr:${cluster}`;

export const lookWorkflowId = (cluster: ClusterName, look: Look): string => `sdr:${cluster}:${look}`;

/** Both clusters as one unit, whichever is named first. */
export const pairName = (a: ClusterName, b: ClusterName): string => [a, b].toSorted().join('~');

/** The parent's. */
export const pairWorkflowId = (a: ClusterName, b: ClusterName): string => `sdr:${pairName(a, b)}`;

/** The monitor of a relationship: its schedule, and the beginning of each of its runs' ids. */
export const monitorScheduleId = (a: ClusterName, b: ClusterName): string => `${pairWorkflowId(a, b)}:monitor`;

/** The queue that every worker polls: what belongs to no cluster alone runs there, so that losing a region loses no queue. */
export const SHARED_TASK_QUEUE = 'sdr';

/** The queue that the workers of a cluster poll. */
export const clusterTaskQueue = (cluster: ClusterName): string => `sdr-${cluster}`;

/** Mirrored state that can be read and filtered without a worker. */
export const SEARCH_ATTRIBUTES = {
  cluster: 'SdrCluster',
  peer: 'SdrPeer',
  role: 'SdrRole',
  action: 'SdrAction',
  status: 'SdrStatus',
  step: 'SdrStep',
  phase: 'SdrPhase',
  /** Seconds, kept by the monitor; -1 while nobody knows. */
  rpo: 'SdrRpo',
  rto: 'SdrRto',
} as const;

type SearchAttribute = keyof typeof SEARCH_ATTRIBUTES;

/** Their types in Temporal's words. */
export const searchAttributeType = (attribute: SearchAttribute): 'Keyword' | 'Int' =>
  attribute === 'rpo' || attribute === 'rto' ? 'Int' : 'Keyword';

/** Each with its name and type. */
export const SEARCH_ATTRIBUTE_TYPES: readonly (readonly [name: string, type: 'Keyword' | 'Int'])[] = (
  Object.keys(SEARCH_ATTRIBUTES) as SearchAttribute[]
).map((attribute) => [SEARCH_ATTRIBUTES[attribute], searchAttributeType(attribute)]);

export const UPDATES = {
  start: 'start',
  retry: 'retry',
  skip: 'skip',
  pause: 'pause',
  resume: 'resume',
  abort: 'abort',
} as const;

export const QUERIES = { state: 'state' } as const;

export const SIGNALS = { progress: 'progress', tell: 'tell', settings: 'settings' } as const;

/** The memo that keeps a run's state beyond its history's readers: step, snapshot, before-values. */
export const MEMO_RUN = 'sdrRun';

/** The same of a parent. */
export const MEMO_BOTH = 'sdrBoth';

/** The memo of a monitor: what it saw last. */
export const MEMO_MONITOR = 'sdrMonitor';

/** The memo of a plan: its hash, by which a start finds what was planned. */
export const MEMO_PLAN = 'sdrPlan';

/** Workflow types of the sides' starts: promises to whoever embeds them. */
export const START_TYPES = {
  primary: 'startPrimary',
  disaster_standby: 'startDisasterStandby',
} as const satisfies Record<Role, string>;

/** The type of the parent. */
export const BOTH_TYPE = 'start';

/** The type of a check of both sides. */
export const CHECK_BOTH_TYPE = 'checkBoth';

/** The type of a relationship's monitor. */
export const MONITOR_TYPE = 'monitor';

/** A trace id as gs_sdr's logs and locks have it: the first run's id without dashes. */
export const traceIdOf = (firstRunId: string): string => firstRunId.replaceAll('-', '');
