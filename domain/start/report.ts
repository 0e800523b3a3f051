import type { Role } from '../roles.js';
import type { Status } from '../status.js';
import type { ClusterName } from '../topology.js';
import { stepNow, type Phase, type Progress, type RunFailure, type RunState, type StepRecord } from './run-state.js';

/** One side as others see it. */
export interface Side {
  readonly cluster: ClusterName;
  readonly role: Role;
  readonly phase: Phase;
  readonly status: Status;
  readonly entry: number;
  readonly recorded: number;
  readonly steps: readonly StepRecord[];
  readonly progress: Readonly<Record<string, Progress>>;
  readonly failure?: RunFailure;
  /** A build began: the data it had before is gone. */
  readonly erased?: true;
  /** What its abort could not put back. */
  readonly left?: readonly string[];
  readonly startedAt: string;
  readonly endedAt?: string;
}

/**
 * What one side tells the other and their parent about itself: the whole of it each time, so that a report that is lost,
 * doubled or late harms nothing. The databases are the only truth; a report only makes something known sooner.
 */
export interface SideReport extends Side {
  readonly workflowId: string;
  readonly runId: string;
  /** By the teller's own clock: of two reports of a side the later one counts. */
  readonly at: string;
  /** Counts the reports of a run: several may be of the same moment, and they overtake each other. */
  readonly sequence: number;
}

/** A run tells of itself, and asks for an answer when it is new to the other. */
export interface Telling {
  readonly report?: SideReport;
  /** Who tells, to be told in turn. */
  readonly from: string;
  readonly answer: boolean;
}

export const reportOf = (state: RunState, told: Omit<SideReport, keyof Side>): SideReport => ({
  ...told,
  ...sideOf(state),
});

export const sideOf = (state: RunState): Side => ({
  cluster: state.request.pair.cluster,
  role: state.request.role,
  phase: state.phase,
  status: state.status,
  entry: state.entry,
  recorded: state.recorded,
  steps: state.steps,
  progress: state.progress,
  ...(state.failure && { failure: state.failure }),
  ...(state.facts.erased && { erased: true }),
  ...(state.facts.left && { left: state.facts.left }),
  startedAt: state.startedAt,
  ...(state.endedAt !== undefined && { endedAt: state.endedAt }),
});

/** When something last changed, by the run's own clock. */
export const lastChangeOf = (state: RunState): string =>
  [
    state.startedAt,
    state.endedAt,
    state.failure?.at,
    ...state.said.map(({ at }) => at),
    ...state.steps.flatMap((step) => [step, ...step.parts]).flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]),
  ].reduce<string>((latest, at) => (at !== undefined && at > latest ? at : latest), '');

/** The report that counts: a late one changes nothing. */
export const newerReport = (known: SideReport | undefined, told: SideReport): SideReport =>
  known !== undefined && isBefore(told, known) ? known : told;

const isBefore = (a: SideReport, b: SideReport): boolean => {
  if (a.runId !== b.runId) return a.at < b.at;
  if (a.entry !== b.entry) return a.entry < b.entry;
  return a.at === b.at ? a.sequence < b.sequence : a.at < b.at;
};

/** Parts the other side may be waiting for. */
const AWAITED = ['shareKeyFiles', 'buildMainStandby', 'startMainStandby'] as const;

/** What is worth telling: two states with the same words are the same news. */
export const newsIn = (state: RunState): string =>
  JSON.stringify([
    state.phase,
    state.status,
    state.entry,
    state.recorded,
    stepNow(state.steps)?.id,
    state.failure?.code,
    state.steps
      .flatMap(({ parts }) => parts)
      .filter(({ part }) => AWAITED.some((awaited) => awaited === part))
      .map(({ part, outcome }) => [part, outcome]),
    Object.entries(state.progress).map(([key, { percent }]) => [key, percent]),
  ]);
