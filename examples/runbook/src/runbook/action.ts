import type { BothRequest, ClusterPair } from 'durable-sdr/contract';
import { startBothRegions } from './start.js';

/** What a runbook can do with two regions. A switchover or a failover is one more kind here, with its procedure. */
export type Action = { readonly kind: 'start'; readonly request: BothRequest };

/** How an action is done: the parts in which one differs from another. All else is the runbook's. */
export interface Procedure {
  readonly title: string;
  /** Looks whether it would go well, without changing anything; what was found, or a failure. */
  readonly check: () => Promise<string>;
  readonly carryOut: () => Promise<string>;
  /** Undoes what can be undone of a procedure that was begun. */
  readonly takeBack: () => Promise<string>;
  /** Which cluster takes writes afterwards, and which one is read from. */
  readonly serving: { readonly readWrite: ClusterPair; readonly readOnly: ClusterPair };
}

export const procedureOf = (action: Action): Procedure => {
  switch (action.kind) {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- there is one kind so far
    case 'start':
      return startBothRegions(action.request);
  }
};
