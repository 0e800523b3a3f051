import { metricMeter } from '@temporalio/workflow';
import { isUnderWay, type RunState } from '../../domain/start/run-state.js';

const stops = metricMeter.createCounter('sdr_start_stops', undefined, 'starts that ended or were parked');

/** Counts that a start has come to an end or to its parking place, with the code where it failed. */
export const countStop = (before: RunState, { phase, request, failure }: RunState): void => {
  if (before.phase === phase || isUnderWay(phase)) return;
  const code = phase === 'parked' || phase === 'failed' ? (failure?.code ?? '') : '';
  stops.add(1, { cluster: request.pair.cluster, role: request.role, phase, code });
};
