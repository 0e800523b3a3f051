import type { Refusal, Silence } from '../../domain/both/both-state.js';
import type { CheckReport } from '../../domain/check/report.js';
import type { CheckBothRequest } from '../../domain/check/request.js';
import type { SideReport } from '../../domain/start/report.js';
import type { StartRequest } from '../../domain/start/request.js';
import type { Message, Phase } from '../../domain/start/run-state.js';

/** What the parent and its activities say to each other. They run on the shared queue, in whichever region is there. */

export interface SideLook {
  readonly request: StartRequest;
}

/** `done`: it ended well and the relationship stands, so it is not started again. */
export type SideFound =
  { readonly kind: 'absent' } | { readonly kind: 'open' } | { readonly kind: 'done'; readonly report: SideReport };

export interface SideWatch extends SideLook {
  /** Start, re-enter or join it first; names this one asking, so that it is asked once. */
  readonly enter?: string;
  /** What is known already: only a change is worth an answer. */
  readonly known: { readonly phase?: Phase; readonly silent: boolean };
}

export type SideChange =
  /** Said by workers of 0.1.0 only, and in histories of theirs: it took up the asking. */
  | { readonly kind: 'entered' }
  /** How it is; after it took up the asking, if it was asked. */
  | { readonly kind: 'told'; readonly report: SideReport }
  | { readonly kind: 'silent'; readonly silence: Silence }
  | { readonly kind: 'answers' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface SideAbort extends SideLook {
  readonly message: Message;
  readonly silent: boolean;
}

export interface BothActivities {
  readonly checkSides: (request: CheckBothRequest) => Promise<CheckReport>;
  readonly seeSide: (look: SideLook) => Promise<SideFound>;
  readonly accompanySide: (watch: SideWatch) => Promise<SideChange>;
  readonly abortSide: (abort: SideAbort) => Promise<SideChange>;
}
