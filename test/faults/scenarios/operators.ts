import { RIDDEN_OUT, parked, undone, type FaultScenario } from '../scenario.js';

/** Other people, other tools, and what they leave. */
export const OPERATOR_SCENARIOS: readonly FaultScenario[] = [
  {
    title: 'two operators start the primary cluster at once',
    cluster: 'north',
    step: 'open_workspace',
    trouble: { when: 'readCluster', does: { kind: 'start' } },
    expected: RIDDEN_OUT,
  },
  {
    title: 'two operators start the standby cluster at once, while it is built',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: { when: 'buildMainStandby', does: { kind: 'start' } },
    expected: RIDDEN_OUT,
  },
  {
    title: 'somebody aborts the primary’s start while it waits for the main standby',
    cluster: 'north',
    step: 'start_cluster',
    trouble: { when: 'waitForMainStandby', does: { kind: 'abort' } },
    expected: { kind: 'aborted', status: 'normal' },
  },
  {
    title: 'somebody aborts the standby’s start before its cluster is stopped',
    cluster: 'south',
    step: 'set_run_mode',
    trouble: { when: 'setRunMode', does: { kind: 'abort' } },
    expected: { kind: 'aborted', status: 'normal' },
  },
  {
    title: 'somebody aborts the standby’s start while it is built',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: { when: 'buildMainStandby', does: { kind: 'abort' } },
    expected: { kind: 'aborted', status: 'restore_fail' },
  },
  {
    title: 'the primary moves to another node of its cluster while the standby is built',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: { when: 'buildMainStandby', does: { kind: 'switchover', to: 'north2', back: 'north1' } },
    expected: RIDDEN_OUT,
  },
  {
    title: 'the primary moves to another node of its cluster while it waits for the main standby',
    cluster: 'north',
    step: 'start_cluster',
    trouble: { when: 'waitForMainStandby', does: { kind: 'switchover', to: 'north3', back: 'north1' } },
    expected: RIDDEN_OUT,
  },
  {
    title: 'gs_sdr is at work on the cluster',
    cluster: 'north',
    step: 'open_workspace',
    trouble: { when: 'before', does: { kind: 'file', node: 'north1', path: 'streaming_lock_original', text: '' } },
    expected: undone('E_ORIGINAL_LOCK'),
  },
  {
    title: 'gs_sdr begins while our start is under way',
    cluster: 'north',
    step: 'keep_wal',
    trouble: { when: 'keepWal', does: { kind: 'file', node: 'north1', path: 'streaming_lock_original', text: '' } },
    expected: RIDDEN_OUT,
  },
  {
    title: 'what was found before the start is only half in its file',
    cluster: 'north',
    step: 'keep_wal',
    trouble: { when: 'keepWal', does: { kind: 'half file', node: 'north1', name: 'sdr_before.json' } },
    // Nothing is guessed: it may know what the history does not.
    expected: parked('E_FILE_UNREADABLE', 'normal'),
  },
  {
    title: 'the published status is only half in its file',
    cluster: 'south',
    step: 'build_datanodes',
    trouble: { when: 'buildMainStandby', does: { kind: 'half file', node: 'south1', name: '.hadr_cluster_stat' } },
    expected: RIDDEN_OUT,
  },
  {
    title: 'the worker runs on another node than the main standby',
    cluster: 'south',
    step: 'build_datanodes',
    worker: 'south2',
    expected: RIDDEN_OUT,
  },
];
