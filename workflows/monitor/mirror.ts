import { setCurrentDetails, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { monitorDetails } from '../../domain/details/monitor.js';
import { secondsOf } from '../../domain/monitor/lag.js';
import { statusOf, type MonitorState } from '../../domain/monitor/state.js';
import { MEMO_MONITOR } from '../../domain/names.js';
import { SEARCH_ATTRIBUTE_KEYS as KEYS } from '../messages.js';
import { measure } from './measure.js';

/** Shows the state where it can be seen without a worker: lists, alarms on lists, the details pane; and to Prometheus. */
export const mirror = (state: MonitorState): void => {
  const { pair } = state.settings;
  setCurrentDetails(monitorDetails(state, workflowInfo().namespace));
  upsertSearchAttributes([
    { key: KEYS.cluster, value: pair.cluster },
    { key: KEYS.peer, value: pair.peer },
    { key: KEYS.action, value: 'monitor' },
    { key: KEYS.status, value: statusOf(state) },
    { key: KEYS.phase, value: state.alarms.length > 0 ? 'alarm' : 'quiet' },
    { key: KEYS.rpo, value: secondsOf(state.rpo) },
    { key: KEYS.rto, value: secondsOf(state.rto) },
  ]);
  upsertMemo({ [MEMO_MONITOR]: state });
  measure(state);
};
