import type { ErrorCode } from '../errors.js';
import type { Role } from '../roles.js';
import type { Status } from '../status.js';
import type { ClusterName } from '../topology.js';
import type { Phase, RunState, Said, Verb } from './run-state.js';
import type { StepId } from './steps.js';

/** What somebody asked for and what came of it: a line of `sdr history`. */
export interface HistoryEntry {
  readonly at: string;
  readonly cluster: ClusterName;
  readonly peer: ClusterName;
  readonly role: Role;
  readonly verb: Verb;
  readonly by?: string;
  readonly reason?: string;
  /** Absent where there is nothing to wait for: a pause, and its end. */
  readonly outcome?: Outcome;
  readonly status?: Status;
  readonly code?: ErrorCode;
  readonly step?: StepId;
  readonly endedAt?: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** How an entry ended or stands; `unfinished`: its run was closed from outside, or is no longer known. */
export type Outcome = Phase | 'unfinished';

/** A run as the engine keeps it. */
export interface PastRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: RunState;
  readonly running: boolean;
  /** When the engine closed it. */
  readonly closedAt?: string;
}

/**
 * Everything that was said to these runs, the newest first. A run that went on from an earlier one carries what was said
 * to that: told once, by the run that knows what came of it.
 * @param runs the newest first
 */
export const historyOf = (runs: readonly PastRun[]): readonly HistoryEntry[] => {
  const entries = new Map<string, HistoryEntry>();
  for (const run of runs.toReversed()) {
    for (const said of run.state.said) {
      const key = `${run.workflowId} ${said.at} ${said.verb}`;
      if (!entries.has(key)) entries.set(key, entryOf(run, said));
    }
  }
  return [...entries.values()].toSorted((a, b) => (a.at < b.at ? 1 : -1));
};

const entryOf = (run: PastRun, { end, ...said }: Said): HistoryEntry => {
  const { request } = run.state;
  return {
    ...said,
    cluster: request.pair.cluster,
    peer: request.pair.peer,
    role: request.role,
    ...(end === undefined ? standing(run, said) : ended(end)),
    workflowId: run.workflowId,
    runId: run.runId,
  };
};

type Ending = Pick<HistoryEntry, 'outcome' | 'status' | 'code' | 'step' | 'endedAt'>;

const ended = ({ phase, at, ...end }: NonNullable<Said['end']>): Ending => ({ outcome: phase, endedAt: at, ...end });

const standing = ({ state, running, closedAt }: PastRun, { verb, at }: Said): Ending => {
  if (verb === 'pause' || verb === 'resume') return {};
  const own = at >= state.startedAt;
  if (own && running) return { outcome: state.phase, status: state.status };
  return { outcome: 'unfinished', status: state.status, ...(own && closedAt !== undefined && { endedAt: closedAt }) };
};
