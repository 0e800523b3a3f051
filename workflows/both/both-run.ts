import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { stepNow } from '../../domain/start/run-state.js';
import type { BothState, SideSeen } from '../../domain/both/both-state.js';
import { bothDetails } from '../../domain/details/both.js';
import { MEMO_BOTH } from '../../domain/names.js';
import { SEARCH_ATTRIBUTE_KEYS as KEYS } from '../messages.js';

/** The parent's state, and where it is mirrored. State changes go through {@link BothRun.change}, nowhere else. */
export class BothRun {
  #state: BothState;
  #mirrored = '';

  constructor(state: BothState) {
    this.#state = state;
    this.#mirror();
  }

  get state(): BothState {
    return this.#state;
  }

  change(transition: (state: BothState) => BothState): void {
    this.#state = transition(this.#state);
    this.#mirror();
  }

  /** What lists show; both sides in each, the primary first. */
  #mirror(): void {
    setCurrentDetails(bothDetails(this.#state, workflowInfo().namespace));
    const { phase, sides, action } = this.#state;
    const { primary, disaster_standby: standby } = sides;
    const values = {
      cluster: `${primary.cluster}~${standby.cluster}`,
      role: 'both',
      action,
      phase,
      status: `${statusOf(primary)} / ${statusOf(standby)}`,
      step: `${stepOf(primary)} / ${stepOf(standby)}`,
    };
    const text = JSON.stringify(values);
    if (text === this.#mirrored) return;
    this.#mirrored = text;
    upsertSearchAttributes(
      (Object.keys(values) as (keyof typeof values)[]).map((name) => ({ key: KEYS[name], value: values[name] })),
    );
    upsertMemo({ [MEMO_BOTH]: this.#state });
  }
}

const statusOf = ({ report }: SideSeen): string => report?.status ?? 'unknown';
const stepOf = ({ report }: SideSeen): string => stepNow(report?.steps ?? [])?.id ?? 'none';
