import type { Adopted, Outcome, Recalled } from '../domain/start/outcome.js';
import type { PartId } from '../domain/start/parts.js';
import type { RunState } from '../domain/start/run-state.js';
import type { StartScope } from '../domain/start/scope.js';
import type { Status } from '../domain/status.js';
import type { Datanode } from '../domain/topology.js';

/** What workflows and activities of `start` say to each other: inputs, results, signals. All of it stays in history. */

export type { Adopted, Outcome, Recalled } from '../domain/start/outcome.js';
export type { StartScope } from '../domain/start/scope.js';
export type { ProgressMessage } from '../domain/start/telling.js';

export interface DatanodeScope extends StartScope {
  readonly datanode: Datanode;
  /** The part was done in an earlier entry: look whether its result holds, and do it again only if not. */
  readonly doneBefore: boolean;
}

export interface PublishScope extends StartScope {
  readonly status: Status;
}

/** The start insists on doing what was planned. */
export interface PlanScope extends StartScope {
  /** The plan's hash. */
  readonly plan: string;
  /** The run as it is about to begin this entry. */
  readonly run: RunState;
}

type PlainPart = Exclude<
  PartId,
  'publishStatus' | 'recallLastRun' | 'adoptStart' | 'comparePlan' | 'buildMainStandby' | 'buildCascadeStandby'
>;

export type StartActivities = {
  readonly [Part in PlainPart]: (scope: StartScope) => Promise<Outcome>;
} & {
  readonly buildMainStandby: (scope: DatanodeScope) => Promise<Outcome>;
  readonly buildCascadeStandby: (scope: DatanodeScope) => Promise<Outcome>;
  readonly publishStatus: (scope: PublishScope) => Promise<Outcome>;
  readonly recallLastRun: (scope: StartScope) => Promise<Recalled>;
  readonly adoptStart: (scope: StartScope) => Promise<Adopted>;
  readonly comparePlan: (scope: PlanScope) => Promise<Outcome>;
};

/** What a part is told and what it answers. */
export type Told<P extends PartId> = Parameters<StartActivities[P]>[0];
export type Answer<P extends PartId> = Awaited<ReturnType<StartActivities[P]>>;
