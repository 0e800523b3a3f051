import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { ProgressMessage } from '../activities/contract.js';
import type { BothState } from '../domain/both/both-state.js';
import type { BothRequest } from '../domain/both/request.js';
import type { MonitorSettings } from '../domain/monitor/settings.js';
import type { MonitorState } from '../domain/monitor/state.js';
import { QUERIES, SEARCH_ATTRIBUTES, SIGNALS, UPDATES } from '../domain/names.js';
import type { Telling } from '../domain/start/report.js';
import type { StartRequest } from '../domain/start/request.js';
import type { Message, RunState } from '../domain/start/run-state.js';

/** What one can say to a run and ask of it. The names are promises; the texts are shown by the Temporal Web UI. */

/** Starts, re-enters or joins; answers when the run parks or ends. */
export const startUpdate = defineUpdate<RunState, [StartRequest]>(UPDATES.start);
/** Goes on at the failed step with the request the run has. */
export const retryUpdate = defineUpdate<RunState, [Message | null]>(UPDATES.retry);
/** Does without the check, ping or clean-up that failed, and goes on behind it. */
export const skipUpdate = defineUpdate<RunState, [Message | null]>(UPDATES.skip);
/** Halts before the next part; what runs now runs to its end. Answers at once. */
export const pauseUpdate = defineUpdate<RunState, [Message | null]>(UPDATES.pause);
/** Goes on after a pause. Answers at once. */
export const resumeUpdate = defineUpdate<RunState, [Message | null]>(UPDATES.resume);
/** Stops, puts back what can be put back, ends. */
export const abortUpdate = defineUpdate<RunState, [Message | null]>(UPDATES.abort);

export const stateQuery = defineQuery<RunState>(QUERIES.state);

/** From a long activity to its own run: how far it is. */
export const progressSignal = defineSignal<[ProgressMessage]>(SIGNALS.progress);

/** From the other side of the relationship, or from the parent: what it is at; whoever tells is told in turn. */
export const tellSignal = defineSignal<[Telling]>(SIGNALS.tell);

/** The parent's messages: the same names, about both sides. */
export const bothStartUpdate = defineUpdate<BothState, [BothRequest]>(UPDATES.start);
export const bothAbortUpdate = defineUpdate<BothState, [Message | null]>(UPDATES.abort);
export const bothStateQuery = defineQuery<BothState>(QUERIES.state);

export const monitorStateQuery = defineQuery<MonitorState>(QUERIES.state);
/** A monitor goes on with other settings, and looks at once. */
export const settingsSignal = defineSignal<[MonitorSettings]>(SIGNALS.settings);

export const MONITOR_DESCRIPTIONS = {
  state: 'What both clusters answered last, RPO, RTO, alarms that hold, the last readiness check.',
  settings: 'Go on with other settings, and look at once. Argument: the settings as JSON.',
} as const;

export const BOTH_DESCRIPTIONS = {
  start: 'Start, continue or join both sides; answers when neither goes on by itself. Argument: the request as JSON.',
  abort: 'Abort both sides, the standby first. Optional argument: {"reason": "…", "by": "…"}',
  state: 'What both sides told last, who does not answer, and what to do.',
} as const;

export const DESCRIPTIONS = {
  start: 'Start, continue or join this start; answers when it parks or ends. Argument: the start request as JSON.',
  retry: 'Go on at the failed step. Optional argument: {"reason": "…", "by": "…"}',
  skip: 'Go on without the check, ping or clean-up that failed. Optional argument: {"reason": "…", "by": "…"}',
  pause: 'Halt before the next part. Optional argument: {"reason": "…", "by": "…"}',
  resume: 'Go on after a pause. Optional argument: {"reason": "…", "by": "…"}',
  abort: 'Stop, put back what can be put back, end. Optional argument: {"reason": "…", "by": "…"}',
  state: 'Role, status, phase, every step with times, error with code and hint, build progress.',
  progress: 'From a long activity: how far it is.',
  tell: 'From the other side, or from the parent: what it is at.',
} as const;

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const int = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.INT);

export const SEARCH_ATTRIBUTE_KEYS = {
  cluster: keyword(SEARCH_ATTRIBUTES.cluster),
  peer: keyword(SEARCH_ATTRIBUTES.peer),
  role: keyword(SEARCH_ATTRIBUTES.role),
  action: keyword(SEARCH_ATTRIBUTES.action),
  status: keyword(SEARCH_ATTRIBUTES.status),
  step: keyword(SEARCH_ATTRIBUTES.step),
  phase: keyword(SEARCH_ATTRIBUTES.phase),
  rpo: int(SEARCH_ATTRIBUTES.rpo),
  rto: int(SEARCH_ATTRIBUTES.rto),
} as const;
