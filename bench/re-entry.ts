import { startAction, type RunState } from '../client/index.js';
import { preciseNow } from '../lab/call-log.js';
import type { Call, LabClusterName } from '../lab/index.js';
import type { StepId } from '../domain/start/steps.js';
import { length } from './intervals.js';
import type { Rig } from './rig.js';
import { alwaysRunSteps } from './state.js';

/** From the second start to the first command of the step that had failed, without the steps that always run. */
export interface ReEntry {
  readonly primaryMs: number;
  readonly standbyMs: number;
}

const FAILED: Readonly<Record<LabClusterName, StepId>> = { north: 'start_cluster', south: 'build_datanodes' };
/** The primary's --time-out at its first start: the standby's builds are not over by then. */
const SHORT_SECONDS = 1;

/** The standby's build fails, the primary waits in vain; then both are started again, one after the other. */
export const startAgain = async (rig: Rig): Promise<ReEntry> => {
  await rig.lab.fault({ kind: 'build', node: 'south1', how: 'fails' });
  await Promise.all([enter(rig, 'north', SHORT_SECONDS), enter(rig, 'south')]);
  await rig.lab.heal();
  const standbyMs = await again(rig, 'south');
  return { standbyMs, primaryMs: await again(rig, 'north') };
};

const enter = async (rig: Rig, cluster: LabClusterName, timeOutSeconds = 300): Promise<void> => {
  const { ended } = await startAction(rig.engine, await rig.request(cluster, { timeOutSeconds }));
  expectPhase(await ended, 'parked');
};

const again = async (rig: Rig, cluster: LabClusterName): Promise<number> => {
  const request = await rig.request(cluster);
  const began = preciseNow();
  const { ended } = await startAction(rig.engine, request);
  const state = await ended;
  expectPhase(state, 'done');
  const first = firstCommand(rig.lab.calls(), cluster, state);
  return first.beganAt - began - length(alwaysRunSteps(state));
};

const firstCommand = (calls: readonly Call[], cluster: LabClusterName, { steps }: RunState): Call => {
  const step = steps.find(({ id }) => id === FAILED[cluster]);
  const from = Date.parse(step?.startedAt ?? '');
  const call = calls.find((candidate) => candidate.cluster === cluster && candidate.beganAt >= from);
  if (call === undefined) throw new Error(`no command of ${cluster} after its second start`);
  return call;
};

const expectPhase = ({ request, phase, failure }: RunState, wanted: RunState['phase']): void => {
  if (phase === wanted) return;
  throw new Error(`the start of ${request.pair.cluster} is ${phase}, not ${wanted}: ${failure?.message ?? ''}`);
};
