import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BothActivities, SideChange, SideWatch } from '../../activities/both/contract.js';
import { createBothActivities } from '../../activities/index.js';
import type { BothState } from '../../domain/both/both-state.js';
import { SHARED_TASK_QUEUE } from '../../domain/names.js';
import { bothStartUpdate } from '../../workflows/messages.js';
import { bothOn, type BothServing } from '../support/both-serving.js';
import { pairRequest } from '../support/both-request.js';
import { gate, type Gate } from '../support/gate.js';
import { done, failing } from '../support/recording-activities.js';
import { temporalForTests, withWorker, type TemporalForTests } from '../support/temporal.js';

let temporal: TemporalForTests;
let both: BothServing;
beforeAll(async () => {
  temporal = await temporalForTests();
  both = bothOn(temporal);
});
afterAll(() => temporal.environment.teardown());

/** Looks as the real one does, but what it saw of a parked side arrives only when the gate is open. */
const lookHeldAt = (late: Gate): BothActivities => {
  const activities = createBothActivities();
  return {
    ...activities,
    accompanySide: async (watch: SideWatch): Promise<SideChange> => {
      const change = await activities.accompanySide(watch);
      if (change.kind === 'told' && change.report.phase === 'parked') await late.pass();
      return change;
    },
  };
};

test('a look at a parked side that arrives together with the next asking is no answer to that asking', async () => {
  const request = pairRequest();
  const [build, late] = [gate(), gate()];
  let builds = 0;
  const overrides = {
    buildMainStandby: async (...[scope]: Parameters<ReturnType<typeof failing>>) => {
      if (builds++ > 0) return done('buildMainStandby');
      await build.pass();
      return failing('E_BUILD_FAILED')(scope);
    },
  };
  const { environment, workflowBundle } = temporal;
  const parents = <T>(work: () => Promise<T>): Promise<T> =>
    withWorker({ environment, workflowBundle }, SHARED_TASK_QUEUE, {}, work);

  await both.serving(request, 'primary', overrides, () =>
    both.serving(request, 'standby', overrides, () =>
      withWorker({ environment }, SHARED_TASK_QUEUE, lookHeldAt(late), async () => {
        await parents(async () => {
          const first = both.startBoth(request);
          await build.reached;
          build.open();
          expect(await first).toMatchObject({ phase: 'parked' });
          await late.reached;
        });
        // Nobody works for the parent now: the asking and the late look reach it in one and the same task.
        const parent = both.handleOf(request);
        const again = parent.executeUpdate<BothState, [typeof request]>(bothStartUpdate, { args: [request] });
        late.open();
        await completed(parent.workflowId, 'accompanySide');
        await parents(async () => {
          expect(await again).toMatchObject({
            phase: 'done',
            sides: { disaster_standby: { report: { entry: 2, status: 'recovery' } } },
          });
          await parent.result();
        });
      }),
    ),
  );
});

/** Until the activity is no longer pending. */
const completed = async (workflowId: string, name: string): Promise<void> => {
  const handle = temporal.environment.client.workflow.getHandle(workflowId);
  for (;;) {
    const { raw } = await handle.describe();
    if (!(raw.pendingActivities ?? []).some(({ activityType }) => activityType?.name === name)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
