import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../../domain/errors.js';
import type { Engine } from '../../engine/engine.js';
import { viewRun } from '../../engine/runs.js';
import { standing, startUnlessStanding } from '../../engine/standing.js';
import type { SideChange, SideFound, SideLook, SideWatch } from './contract.js';
import { answered, passes, refusalOf, reportIn, silenceOf } from './side.js';

const LOOK_MS = 1_000;
/** A side that has not answered for so long is named; its parent hears of it within 30 s. */
const SILENT_MS = 15_000;

/**
 * Looks whether the side must be started.
 * Twice: it only looks.
 */
export const seeSide = async (engine: Engine, { request }: SideLook): Promise<SideFound> => {
  const view = await viewRun(engine, request.pair.cluster);
  if (view === undefined) return { kind: 'absent' };
  if (view.execution === 'RUNNING') return { kind: 'open' };
  try {
    const done = await standing(engine, request);
    return done === undefined ? { kind: 'absent' } : { kind: 'done', report: reportIn(done) };
  } catch (error) {
    // Its worker is away: whoever accompanies it says so, and looks again when it is back.
    if (error instanceof SdrError && passes(error)) return { kind: 'open' };
    throw error;
  }
};

/**
 * Enters the side when it is to, then looks at it until there is something to tell: its phase has changed, it does not
 * answer, it answers again, it refuses.
 * Twice: the asking has a name and is done once; else it only looks.
 */
export const accompanySide = async (engine: Engine, watch: SideWatch): Promise<SideChange> => {
  const { request, known } = watch;
  let lastAnswer = Date.now();
  for (;;) {
    if (watch.enter !== undefined) {
      const change = await enter(engine, watch, watch.enter);
      if (change !== 'no answer') return change;
    }
    const view = await viewRun(engine, request.pair.cluster).catch(() => undefined);
    if (watch.enter === undefined && answered(view)) {
      lastAnswer = Date.now();
      const report = reportIn(view);
      if (report.phase !== known.phase) return { kind: 'told', report };
      if (known.silent) return { kind: 'answers' };
    }
    if (!known.silent && Date.now() - lastAnswer > SILENT_MS) {
      return { kind: 'silent', silence: await silenceOf(engine, request, lastAnswer) };
    }
    await setTimeout(LOOK_MS, undefined, { signal: engine.closed });
  }
};

const enter = async (engine: Engine, { request }: SideWatch, asking: string): Promise<'no answer' | SideChange> => {
  try {
    const asked = await startUnlessStanding(engine, request, asking);
    if (asked.kind === 'stands') return { kind: 'told', report: reportIn(asked.run) };
    // What the run says now is of the entry that was asked for, or of a later one.
    const view = await viewRun(engine, request.pair.cluster);
    return view === undefined ? 'no answer' : { kind: 'told', report: reportIn(view) };
  } catch (error) {
    if (!(error instanceof SdrError)) throw error;
    return passes(error) ? 'no answer' : { kind: 'refused', refusal: refusalOf(error) };
  }
};
