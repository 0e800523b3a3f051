import { condition, setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributePair } from '@temporalio/common';
import { MEMO_RUN } from '../../domain/names.js';
import { detailsOf } from '../../domain/details/start.js';
import { stepNow, type RunState } from '../../domain/start/run-state.js';
import { scopeOf, type StartScope } from '../../domain/start/scope.js';
import { halted } from '../../domain/start/transitions.js';
import { logLines } from '../log.js';
import { SEARCH_ATTRIBUTE_KEYS as KEYS } from '../messages.js';
import { observe } from './observe.js';

/**
 * A run's state and where it is mirrored: search attributes for lists and alarms, the memo for whoever goes on from
 * this run, the current details for the Web UI. State changes go through {@link StartRun.change}, nowhere else.
 */
export class StartRun {
  #state: RunState;
  #mirrored: Readonly<Record<string, string>> = {};
  #remembered = '';
  #watch: (state: RunState) => void = () => undefined;

  constructor(state: RunState) {
    this.#state = state;
    setCurrentDetailsOf(state);
    this.#mirror();
  }

  /** Called after each change. */
  onChange(watch: (state: RunState) => void): void {
    this.#watch = watch;
  }

  get state(): RunState {
    return this.#state;
  }

  change(transition: (state: RunState) => RunState): void {
    const before = this.#state;
    this.#state = transition(before);
    observe(before, this.#state);
    setCurrentDetailsOf(this.#state);
    this.#mirror();
    this.#watch(this.#state);
  }

  /** The place where a pause takes effect; an abort ends it too. */
  async untilResumed(): Promise<void> {
    if (this.#state.pause === undefined) return;
    this.change(halted);
    await condition(() => this.#state.pause === undefined);
  }

  log(...lines: readonly string[]): void {
    logLines(this.#state.firstRunId, lines);
  }

  /** What the activities are told. */
  scope(): StartScope {
    return scopeOf(this.#state);
  }

  /** An upsert is an event in history: only what differs from the last one is written. */
  #mirror(): void {
    const now = searchValues(this.#state, this.#mirrored['step']);
    const changed = (Object.keys(now) as (keyof typeof now)[]).filter((name) => this.#mirrored[name] !== now[name]);
    if (changed.length > 0) {
      upsertSearchAttributes(changed.map((name): SearchAttributePair => ({ key: KEYS[name], value: now[name] })));
      this.#mirrored = now;
    }
    const durable = JSON.stringify(lasting(this.#state));
    if (durable !== this.#remembered) {
      upsertMemo({ [MEMO_RUN]: this.#state });
      this.#remembered = durable;
    }
  }
}

/** Between two steps of a run under way the last one stays: nobody looks in that moment, and it would cost an event. */
const searchValues = ({ request, status, phase, steps }: RunState, lastStep: string | undefined) => ({
  cluster: request.pair.cluster,
  peer: request.pair.peer,
  role: request.role,
  action: request.action,
  status,
  phase,
  step: stepNow(steps)?.id ?? (phase === 'running' ? (lastStep ?? 'none') : 'none'),
});

/** What a later run needs to go on from this one; changes of anything else are not worth an event. */
const lasting = ({ request, recorded, entry, facts, phase, status, failure }: RunState) => [
  request,
  recorded,
  entry,
  facts,
  phase,
  status,
  failure,
];

const setCurrentDetailsOf = (state: RunState): void => setCurrentDetails(detailsOf(state, workflowInfo().namespace));
