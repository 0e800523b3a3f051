import * as nexus from 'nexus-rpc';
import type { BothState } from '../domain/both/both-state.js';
import type { BothRequest } from '../domain/both/request.js';
import type { CheckReport } from '../domain/check/report.js';
import type { CheckBothRequest } from '../domain/check/request.js';
import type { LookRequest, QueryAnswer } from '../domain/looks.js';
import type { Message } from '../domain/start/run-state.js';
import type { ClusterName } from '../domain/topology.js';
import type { BothView } from '../engine/both.js';
import type { RunView } from '../engine/runs.js';

/** One cluster's run, or with a peer what started the two as one. */
export interface Which {
  readonly cluster: ClusterName;
  readonly peer?: ClusterName;
}

/** Taken on; the run ends later, which the operation `start` and `status` tell. */
export interface Aborting {
  readonly workflowId: string;
  readonly runId: string;
}

export type StatusAnswer =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly run: RunView }
  | { readonly kind: 'both'; readonly both: BothView };

/** The name by which the documentation calls the endpoint; whoever creates it chooses. */
export const NEXUS_ENDPOINT = 'sdr';

/**
 * durable-sdr for callers in another namespace or another language, served by `sdr worker --nexus` on the queue `sdr`.
 * An operation that fails does so with an ApplicationFailure whose type is a code of the catalogue of errors.
 *
 * - `start` starts, re-enters or joins both sides as one and ends when both have ended, which may be in days; with
 *   `onFailure: 'fail'` as soon as one has failed. Cancelling it ends no side.
 * - `abort` asks for the abort and answers when it was taken on.
 * - `check` looks at both clusters for everything a start would trip over, and changes nothing.
 * - `query` asks one cluster for status, RPO and RTO, now.
 * - `status` is what is known of a run, with every step, or of both.
 */
export const sdrService = nexus.service('durable-sdr', {
  start: nexus.operation<BothRequest, BothState>(),
  abort: nexus.operation<Which & Message, Aborting>(),
  check: nexus.operation<CheckBothRequest, CheckReport>(),
  query: nexus.operation<LookRequest, QueryAnswer>(),
  status: nexus.operation<Which, StatusAnswer>(),
});
