import { expect, test } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import { fieldsOf } from '../../worker/log/fields.js';

/** A line that the SDK writes about an activity, as it is in the worker's log. */
const ofActivity = {
  sdkComponent: 'worker',
  taskQueue: 'sdr-south',
  namespace: 'default',
  taskToken: 'CiQwMWEyMTg4My04MTM1',
  isLocal: false,
  attempt: 2,
  activityId: '7_build_dn_instance_step.buildMainStandby.dn_6001',
  activityType: 'buildMainStandby',
  workflowId: 'sdr:south',
  workflowRunId: '01a2',
  workflowType: 'startDisasterStandby',
  durationMs: 7,
};

test('a line about a part names cluster, run, step and part, and leaves out what is not for people', () => {
  expect(fieldsOf(ofActivity, 'south')).toEqual({
    cluster: 'south',
    sdkComponent: 'worker',
    taskQueue: 'sdr-south',
    namespace: 'default',
    attempt: 2,
    activityId: '7_build_dn_instance_step.buildMainStandby.dn_6001',
    workflowId: 'sdr:south',
    runId: '01a2',
    workflowType: 'startDisasterStandby',
    durationMs: 7,
    step: 'build_datanodes',
    part: 'buildMainStandby',
  });
});

test.each([
  ['sdr:south:query', 'south'],
  ['sdr:north~south', 'north~south'],
  ['sdr:north~south:monitor-2026-11-26T16:00:00Z', 'north~south'],
  [undefined, 'north'],
  ['somebody else’s', 'north'],
])('the cluster of a line about %s is %s', (workflowId, cluster) => {
  expect(fieldsOf({ workflowId }, 'north')).toMatchObject({ cluster });
});

test('an error is told by its code and what lies beneath, with a stack only when it is unknown', () => {
  const cause = ApplicationFailure.create({ type: 'E_SQL_FAILED', message: 'cluster south: no table' });
  const failure = new ActivityFailure('Activity task failed', 'x', '1', RetryState.TIMEOUT, 'me', cause);
  expect(fieldsOf({ error: failure }, 'south')['error']).toEqual({
    code: 'E_SQL_FAILED',
    message: 'cluster south: no table',
  });
  expect(fieldsOf({ error: new TypeError('x is not a function') }, 'south')['error']).toEqual({
    code: 'TypeError',
    message: 'x is not a function',
    stack: expect.stringContaining('log-fields.test'),
  });
  expect(fieldsOf({ error: 'gone' }, 'south')['error']).toEqual({ message: 'gone' });
});
