import type { ErrorCode } from '../errors.js';
import type { Status } from '../status.js';
import type { ClusterSnapshot } from '../topology.js';
import type { Before } from './before.js';
import type { Headroom } from './headroom.js';
import type { PartId } from './parts.js';
import type { SideReport } from './report.js';
import type { StartRequest } from './request.js';
import type { StepId } from './steps.js';

/**
 * Everything a run of `start` knows about itself. The query `state` answers it, the memo keeps it, and a run that goes
 * on from another one receives it. Plain data; {@link ./transitions.ts} holds the only ways it changes.
 */
export interface RunState {
  readonly action: 'start';
  readonly request: StartRequest;
  /** The first run's id: names jobs and locks of this start, also where a later run goes on with it. */
  readonly firstRunId: string;
  readonly phase: Phase;
  readonly status: Status;
  /** 1 for the first entry, one more at each re-entry. */
  readonly entry: number;
  /** The highest step recorded, as in gs_sdr's step file; 0 before any. */
  readonly recorded: number;
  readonly steps: readonly StepRecord[];
  readonly facts: Facts;
  /** Progress of the builds and of other long parts, by part key. */
  readonly progress: Readonly<Record<string, Progress>>;
  readonly failure?: RunFailure;
  /** Who wants the run ended, and why; set once an abort was accepted. */
  readonly abort?: Message;
  /** Who wants it to halt before its next part, and why; the phase is `paused` once it does. */
  readonly pause?: Message;
  /** Parts that an operator chose to do without, by part key. */
  readonly without: readonly string[];
  /** What operators said to this run, the newest last. */
  readonly said: readonly Said[];
  /** What the other side told last, if it tells anything: one that still runs gs_sdr does not. */
  readonly peer?: SideReport;
  /** Workflows that want to be told of this run: the other side, a parent. */
  readonly listeners: readonly string[];
  readonly startedAt: string;
  readonly endedAt?: string;
}

/**
 * Where a run is: `paused` halts before its next part, `parked` waits for an operator after a failure, `done`, `failed`
 * and `aborted` are ends.
 */
export type Phase = 'running' | 'parked' | 'paused' | 'done' | 'failed' | 'aborted';

/** The entry goes on: steps run, or will when the run is resumed. */
export const isUnderWay = (phase: Phase): boolean => phase === 'running' || phase === 'paused';

export const isEnd = (phase: Phase): boolean => phase === 'done' || phase === 'failed' || phase === 'aborted';

/**
 * The relationship stands: its status is published, and nothing but the clean-up is left. There is no way back from here
 * but to end the relationship.
 */
export const stands = ({ status, recorded }: Pick<RunState, 'status' | 'recorded'>): boolean =>
  recorded >= 7 && (status === 'archive' || status === 'recovery');

/** What the steps found out and later steps and re-entries build on. */
export interface Facts {
  readonly home?: HomeNode;
  /** Taken in step 1; belongs to the run once step 2 is recorded. */
  readonly snapshot?: ClusterSnapshot;
  /** What was found before this run changed it: remembered once, never overwritten, put back at the end. */
  readonly before: readonly Before[];
  /** Parts of the unfinished step that are too costly to repeat and done, by part key. */
  readonly doneParts: readonly string[];
  /** Where the key files of the primary cluster arrived. */
  readonly keyFiles?: { readonly node: string; readonly directory: string };
  /** A build began: the data this cluster had before is gone. */
  readonly erased?: boolean;
  /** What an abort could not put back, each with what to do by hand. */
  readonly left?: readonly string[];
  /** gs_sdr began this start: the last step that it has recorded, and the node on which it has. */
  readonly adopted?: { readonly recordedAs: string; readonly node: string };
}

/** The node that keeps the workspace. */
export interface HomeNode {
  readonly ip: string;
  readonly name: string;
}

export type StepOutcome = 'pending' | 'running' | 'done' | 'skipped' | 'failed';

/** A step in this entry. */
export interface StepRecord {
  readonly id: StepId;
  readonly outcome: StepOutcome;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly parts: readonly PartRecord[];
}

/** The step that runs or failed. */
export const stepNow = (steps: readonly StepRecord[]): StepRecord | undefined =>
  steps.find(({ outcome }) => outcome === 'running' || outcome === 'failed');

/** A part (activity) of a step in this entry. */
export interface PartRecord {
  /** Part and, where there are several, the datanode: `buildCascadeStandby dn_6002`. */
  readonly key: string;
  readonly part: PartId;
  /** Where: a node's name and a datanode's, as far as they apply. */
  readonly where?: string;
  readonly outcome: StepOutcome;
  readonly startedAt: string;
  readonly endedAt?: string;
}

/** How far a long command is; `percent` 0–100. */
export interface Progress {
  readonly node: string;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
  readonly percent?: number;
  readonly said?: string;
  /** Of the primary's wait: how long its WAL lasts against the build. */
  readonly headroom?: Headroom;
  readonly at: string;
}

/** Why a run is parked or failed. */
export interface RunFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly step: StepId;
  readonly part?: string;
  readonly at: string;
}

/** Something an operator said to a run. */
export interface Message {
  readonly reason?: string;
  readonly by?: string;
}

export type Said = Message & { readonly verb: Verb; readonly at: string; readonly end?: EntryEnd };

/** What came of an entry that somebody asked for. */
export interface EntryEnd {
  readonly phase: Exclude<Phase, 'running' | 'paused'>;
  readonly status: Status;
  readonly at: string;
  /** Of an entry that failed. */
  readonly code?: ErrorCode;
  readonly step?: StepId;
}

/** What an operator can say to a run; the names are those of its updates. */
export const VERBS = ['start', 'retry', 'skip', 'pause', 'resume', 'abort'] as const;
export type Verb = (typeof VERBS)[number];
