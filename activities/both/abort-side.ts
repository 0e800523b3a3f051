import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../../domain/errors.js';
import type { Engine } from '../../engine/engine.js';
import { viewRun } from '../../engine/runs.js';
import { abortRun } from '../../engine/steer.js';
import type { SideAbort, SideChange } from './contract.js';
import { passes, refusalOf, reportIn, silenceOf } from './side.js';

const AGAIN_MS = 1_000;
const SILENT_MS = 15_000;

/**
 * Aborts the side's run and waits for its end. One that has ended already is told as it is.
 * Twice: a run that is being aborted refuses a second abort, and its end is then waited for.
 */
export const abortSide = async (engine: Engine, { request, message, silent }: SideAbort): Promise<SideChange> => {
  const { cluster } = request.pair;
  const began = Date.now();
  for (;;) {
    const view = await viewRun(engine, cluster).catch(() => undefined);
    if (view !== undefined && view.execution !== 'RUNNING') return { kind: 'told', report: reportIn(view) };
    try {
      if (view?.state.abort === undefined) await (await abortRun(engine, cluster, message)).ended;
    } catch (error) {
      if (!(error instanceof SdrError)) throw error;
      if (!passes(error) && error.code !== 'E_BUSY') return { kind: 'refused', refusal: refusalOf(error) };
    }
    if (!silent && view?.source !== 'run' && Date.now() - began > SILENT_MS) {
      return { kind: 'silent', silence: await silenceOf(engine, request, began) };
    }
    await setTimeout(AGAIN_MS, undefined, { signal: engine.closed });
  }
};
