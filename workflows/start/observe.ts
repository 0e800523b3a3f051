import { log, metricMeter } from '@temporalio/workflow';
import { isUnderWay, stepNow, type PartRecord, type RunState } from '../../domain/start/run-state.js';
import { stepOf } from '../../domain/start/steps.js';

const stops = metricMeter.createCounter('sdr_start_stops', undefined, 'starts that ended or were parked');

/** What of a change the worker's log and metrics are told; nothing of it is part of the history. */
export const observe = (before: RunState, after: RunState): void => {
  tellParts(before, after);
  const step = stepNow(after.steps)?.id;
  if (step !== undefined && step !== stepNow(before.steps)?.id) log.info(`begins: ${stepOf(step).title}`, { step });
  if (after.status !== before.status) log.info(`status ${after.status}`, { status: after.status });
  if (after.phase !== before.phase) tellPhase(after);
};

const tellParts = (before: RunState, after: RunState): void => {
  const known = new Map(partsOf(before).map((part) => [part.key, part.outcome]));
  for (const { step, key, part, where, outcome } of partsOf(after)) {
    if (outcome === 'running' || known.get(key) === outcome) continue;
    log.info(`${outcome}: ${part}`, { step, part, ...(where !== undefined && { where }), outcome });
  }
};

const partsOf = ({ steps }: RunState): readonly (PartRecord & { readonly step: string })[] =>
  steps.flatMap(({ id, parts }) => parts.map((part) => ({ ...part, step: id })));

/** A stop is counted too, with the code where it failed. */
const tellPhase = ({ phase, request, failure }: RunState): void => {
  if (isUnderWay(phase)) {
    log.info(`the start is ${phase}`, { phase });
    return;
  }
  const why = phase === 'parked' || phase === 'failed' ? failure : undefined;
  stops.add(1, { cluster: request.pair.cluster, role: request.role, phase, code: why?.code ?? '' });
  if (why === undefined) log.info(`the start is ${phase}`, { phase });
  else log.warn(`the start is ${phase}: ${why.message}`, { phase, code: why.code, step: why.step, hint: why.hint });
};
