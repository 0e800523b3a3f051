import type { Status } from '../status.js';
import type { Adoption } from './adopt/adoption.js';
import type { Before } from './before.js';
import { PARTS, type PartId } from './parts.js';
import { whyNotSameStart } from './request.js';
import { stands, type Facts, type RunState } from './run-state.js';
import { adopted, foundRelated, learned, partRecorded, remembered, wentOnFrom } from './transitions.js';

/** What an activity found out and changed. */
export interface Outcome {
  /** One sentence for whoever reads the history. */
  readonly said: string;
  readonly before?: readonly Before[];
  readonly facts?: Pick<Facts, 'home' | 'snapshot' | 'keyFiles' | 'left'>;
}

/** What an earlier run of this cluster left behind. */
export interface Recalled extends Outcome {
  /** Its last state, when it was closed unfinished. */
  readonly earlier?: RunState;
  /** The status of a relationship that stands. */
  readonly related?: Status;
}

/** What gs_sdr has left behind. */
export interface Adopted extends Outcome {
  /** Absent: no start of it was left half-way. */
  readonly adoption?: Adoption;
}

/** The run knows what the part found out, and that it is done when it is too costly to repeat. */
export const tookIn = (state: RunState, part: PartId, key: string, { facts, before }: Outcome): RunState => {
  const known = remembered(learned(state, facts ?? {}), before ?? []);
  return 'once' in PARTS[part] ? partRecorded(known, key) : known;
};

export type AfterRecall =
  | { readonly kind: 'goes on'; readonly state: RunState }
  /** The earlier run is another start, and this one does not begin anew; or it wants to, where only the clean-up is left. */
  | { readonly kind: 'refused'; readonly code: 'E_OTHER_START' | 'E_ALREADY_RELATED'; readonly why: string };

/** Why a start that stands is neither aborted nor begun anew. */
export const standsFor = ({ request, status }: Pick<RunState, 'request' | 'status'>): string =>
  `the relationship of ${request.pair.cluster} stands, its status is ${status}: the start only cleans up, and goes on by \`sdr start\``;

/** A run that was closed unfinished (terminated, failed for a runbook) goes on in this one. */
export const afterRecall = (state: RunState, { earlier, related }: Recalled): AfterRecall => {
  const known = related === undefined ? state : foundRelated(state, related);
  if (earlier === undefined) return { kind: 'goes on', state: known };
  const { request } = known;
  if (request.fresh && stands(earlier)) return { kind: 'refused', code: 'E_ALREADY_RELATED', why: standsFor(earlier) };
  const difference = whyNotSameStart(earlier.request, request);
  return difference === undefined || request.fresh
    ? { kind: 'goes on', state: wentOnFrom(known, earlier) }
    : {
        kind: 'refused',
        code: 'E_OTHER_START',
        why: `an earlier start of ${request.pair.cluster} is unfinished: ${difference}`,
      };
};

/** Whether there is nothing to adopt any more: what is recorded is this run's own. */
export const isBeyondAdoption = ({ recorded }: RunState): boolean => recorded > 0;

/** The start goes on where gs_sdr has left it. */
export const afterAdoption = (state: RunState, { adoption }: Adopted): RunState =>
  adoption === undefined ? state : adopted(state, adoption);
