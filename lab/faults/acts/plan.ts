import type { Kept } from '../kept.js';

/** What a fault does at once. */
export interface Plan {
  /** What healing will need, looked up before anything is done; absent: it happens once, nothing is to be healed. */
  readonly kept?: Kept;
  readonly act: () => Promise<void>;
}
