import type { ErrorCode } from '../../domain/errors.js';
import type { PartId } from '../../domain/start/parts.js';
import type { StepId } from '../../domain/start/steps.js';
import type { Fault, LabClusterName } from '../../lab/index.js';

/** Something goes wrong in a start, and what must come of it. */
export interface FaultScenario {
  /** As an operator would tell it; names it. */
  readonly title: string;
  /** Whose start meets it. */
  readonly cluster: LabClusterName;
  readonly step: StepId;
  /** Absent: nothing goes wrong, it is only otherwise than usual. */
  readonly trouble?: Trouble;
  /** Where its worker runs; by default on its first node. */
  readonly worker?: string;
  /** How long each side waits for the other; by default one minute. */
  readonly timeOutSeconds?: number;
  readonly expected: Expected;
}

/** What goes wrong, and when. */
export interface Trouble {
  /** As which part begins, or before the start. */
  readonly when: PartId | 'before';
  readonly does: Deed;
  /** It passes by itself after so many seconds; absent: it happens once, or lasts until somebody heals it. */
  readonly seconds?: number;
}

export type Deed =
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** `sdr start` of the same side once more. */
  | { readonly kind: 'start' }
  | { readonly kind: 'abort' }
  /** `cm_ctl switchover`: the primary datanode moves to this node, and back when all is healed. */
  | { readonly kind: 'switchover'; readonly to: string; readonly back: string }
  /** What gs_sdr leaves where it works or has worked, below $PGHOST. */
  | { readonly kind: 'file'; readonly node: string; readonly path: string; readonly text: string }
  /** A file of $PGHOST/streaming_cabin is only half there. */
  | { readonly kind: 'half file'; readonly node: string; readonly name: string };

export type Expected =
  /** The start ends, and everything of its cluster is as before. */
  | { readonly kind: 'undone'; readonly code: ErrorCode }
  /** The start waits for the operator; the cause removed, the same command ends it well. */
  | { readonly kind: 'parked'; readonly codes: readonly ErrorCode[]; readonly status: string }
  /** Both sides end as without it. */
  | { readonly kind: 'ridden out' }
  /** The start is aborted: the cluster has this status. */
  | { readonly kind: 'aborted'; readonly status: string };

export const undone = (code: ErrorCode): Expected => ({ kind: 'undone', code });
/** Several codes: whichever is met first. */
export const parked = (codes: ErrorCode | readonly ErrorCode[], status: string): Expected => ({
  kind: 'parked',
  codes: [codes].flat(),
  status,
});
export const RIDDEN_OUT: Expected = { kind: 'ridden out' };

/** How a tool misbehaves. */
export const EXITS = { kind: 'exit', code: 1, says: 'ERROR: out of memory' } as const;
export const LIES = { kind: 'exit', code: 0, says: '' } as const;
export const GARBAGE = { kind: 'garbage' } as const;
export const FLOOD = { kind: 'flood', bytes: 50 * 1024 * 1024 } as const;
export const HANGS = { kind: 'hang' } as const;
