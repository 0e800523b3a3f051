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
/** Who says so and why; from the Web UI often nothing. */
export type Input = Message | null | undefined;

/** Goes on at the failed step with the request the run has. */
export const retryUpdate = defineUpdate<RunState, [Input]>(UPDATES.retry);
/** Does without the check, ping or clean-up that failed, and goes on behind it. */
export const skipUpdate = defineUpdate<RunState, [Input]>(UPDATES.skip);
/** Halts before the next part; what runs now runs to its end. Answers at once. */
export const pauseUpdate = defineUpdate<RunState, [Input]>(UPDATES.pause);
/** Goes on after a pause. Answers at once. */
export const resumeUpdate = defineUpdate<RunState, [Input]>(UPDATES.resume);
/** Stops, puts back what can be put back, ends. */
export const abortUpdate = defineUpdate<RunState, [Input]>(UPDATES.abort);

export const stateQuery = defineQuery<RunState>(QUERIES.state);

/** From a long activity to its own run: how far it is. */
export const progressSignal = defineSignal<[ProgressMessage]>(SIGNALS.progress);

/** From the other side of the relationship, or from the parent: what it is at; whoever tells is told in turn. */
export const tellSignal = defineSignal<[Telling]>(SIGNALS.tell);

/** The parent's messages: the same names, about both sides. */
export const bothStartUpdate = defineUpdate<BothState, [BothRequest]>(UPDATES.start);
export const bothAbortUpdate = defineUpdate<BothState, [Input]>(UPDATES.abort);
export const bothStateQuery = defineQuery<BothState>(QUERIES.state);

export const monitorStateQuery = defineQuery<MonitorState>(QUERIES.state);
/** A monitor goes on with other settings, and looks at once. */
export const settingsSignal = defineSignal<[MonitorSettings]>(SIGNALS.settings);

export const MONITOR_DESCRIPTIONS = {
  state: 'What both clusters answered last, RPO, RTO, alarms that hold, the last readiness check. Input: none.',
  settings: 'Go on with other settings, and look at once. Input: the settings, as `sdr monitor start` sends them.',
} as const;

const INPUT = 'Input: none, or {"reason": "…", "by": "…"}';

export const BOTH_DESCRIPTIONS = {
  start:
    'What `sdr start --both` sends: start, continue or join both sides; answers when neither goes on by itself. Input: that request.',
  abort: `Abort both sides, the standby first, and put back what can be put back. ${INPUT}`,
  state: 'What both sides told last, who does not answer, and what to do. Input: none.',
} as const;

export const DESCRIPTIONS = {
  start:
    'What `sdr start` sends: start, continue or join; answers when it parks or ends. Input: that request. To go on from here use retry.',
  retry: `When parked: go on at the failed step; what is done stays done. ${INPUT}`,
  skip: `When parked at a check, a ping or clean-up: go on without it. ${INPUT}`,
  pause: `When running: halt before the next part; what runs now runs to its end. ${INPUT}`,
  resume: `When paused: go on. ${INPUT}`,
  abort: `At any time: stop, put back what can be put back, end. A standby whose build began keeps no data. ${INPUT}`,
  state: 'Role, status, phase, every step with times, error with code and hint, build progress. Input: none.',
  progress: 'Sent by a long part of this start, not by people: how far it is.',
  tell: 'Sent by the other side and by the parent, not by people: what they are at.',
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
