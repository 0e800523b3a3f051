import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../../domain/errors.js';
import { LAB_CLUSTERS } from '../../lab/index.js';
import { ended, reached } from '../crash/lab/reached.js';
import { askAll, asking, operatorOf, phaseWords, workflowIdOf, type Asked, type Operator } from './ask.js';
import { checkAborted, checkRound, type Violation } from './checker.js';
import { ENTRY_LIMIT_MS, abortAll, isLost, runsOf, startUntilDone, type Closing } from './ending.js';
import type { Known } from './expected.js';
import type { Act, RoundPlan, Scene } from './plan.js';
import type { Stage } from './stage.js';
import { nameOf, sentenceOf, type Trouble, type TroubleName } from './trouble.js';
import { untilNone, within } from './until.js';
import { startWorkload } from './workload.js';

/** What a round came to. */
export interface Played {
  readonly violations: readonly Violation[];
  /** What struck, and did not come at a moment at which it could not. */
  readonly struck: readonly TroubleName[];
  /** How often both sides had to be asked, after all was healed. */
  readonly entries: number;
  readonly rows: number;
  readonly end: string;
}

/** A run that is held up does not get where something was to happen: then it happens where the run is. */
const REACH_LIMIT_MS = 20_000;
const HEAL_LIMIT_MS = 60_000;

/** Plays a round and looks at what it leaves. @param say told what happens, for the trace */
export const playRound = async (
  stage: Stage,
  known: Known,
  plan: RoundPlan,
  say: (what: string) => void,
  stop: AbortSignal,
): Promise<Played> => {
  await stage.begin();
  const since = new Date();
  const operator = await operatorOf(stage, plan.timeOutSeconds);
  const workload = startWorkload(stage.lab);
  const struck: TroubleName[] = [];
  const at: At = { stage, operator, say, stop, struck, aborts: [] };
  try {
    for (const scene of plan.scenes) await playScene(at, scene);
    await healAll(at);
    const { violations, closing } = await close(at, known, plan);
    const acknowledged = await workload.stop();
    const runs = await runsOf(operator);
    const end = LAB_CLUSTERS.map((cluster) => `${cluster} ${phaseWords(runs[cluster])}`).join('; ');
    const left = { runs, since, acknowledged, stuck: closing.stuck };
    return {
      violations: [...violations, ...(await checkRound(stage, known, left))],
      struck,
      entries: closing.entries,
      rows: acknowledged.length,
      end,
    };
  } finally {
    await workload.stop();
  }
};

interface At {
  readonly stage: Stage;
  readonly operator: Operator;
  readonly say: (what: string) => void;
  readonly stop: AbortSignal;
  readonly struck: TroubleName[];
  /** The ends of those that were asked for. */
  readonly aborts: Promise<string>[];
}

const playScene = async (at: At, { start, when, acts }: Scene): Promise<void> => {
  const { operator, say, stop } = at;
  for (const asked of await patient(at, async () => askAll(operator, start, await operator.idle()))) tell(at, asked);
  const given = new AbortController();
  const there = atPoint(at, when, AbortSignal.any([given.signal, stop]));
  const late = (await within(there, REACH_LIMIT_MS, stop)) === 'late';
  given.abort();
  await there;
  const runs = await patient(at, () => runsOf(operator));
  const words = LAB_CLUSTERS.map((cluster) => `${cluster} ${phaseWords(runs[cluster])}`).join('; ');
  say(`${late ? 'not ' : ''}at ${when.cluster} ${when.part}: ${words}`);
  for (const act of acts) await perform(at, act);
};

/** Started as one, a side begins a moment later; one whose start was not taken up never does. */
const atPoint = async ({ stage, operator }: At, when: Scene['when'], given: AbortSignal): Promise<void> => {
  while (!given.aborted && (await operator.run(when.cluster).catch(() => undefined)) === undefined)
    await setTimeout(100);
  if (given.aborted) return;
  await reached(stage.lab, stage.engine.client.workflow.getHandle(workflowIdOf(when.cluster)), when, given);
};

const perform = async (at: At, act: Act): Promise<void> => {
  at.stop.throwIfAborted();
  switch (act.kind) {
    case 'strike':
      await Promise.all(act.pair.map((trouble) => strike(at, trouble)));
      return;
    case 'ask': {
      const asked = await asking(`${act.verb} ${act.of}`, () => at.operator.say(act.verb, act.of));
      if (act.verb === 'abort') at.aborts.push(asked.ended);
      tell(at, asked);
      return;
    }
    case 'watch':
      return watch(at, act.seconds);
    case 'heal':
      await at.stage.heal().then(
        () => at.say('healed'),
        (error: unknown) => at.say(`not all is healed: ${String(error)}`),
      );
  }
};

const strike = async ({ stage, say, struck }: At, trouble: Trouble): Promise<void> => {
  try {
    await stage.strike(trouble);
    struck.push(nameOf(trouble));
    say(`struck: ${sentenceOf(trouble)}`);
  } catch (error) {
    if (!(error instanceof SdrError) || error.code !== 'E_LAB_FAULT') throw error;
    say(`could not strike: ${error.message}`);
  }
};

/** Until a side that goes on stops by itself, so long at most. */
const watch = async ({ stage, operator, stop }: At, seconds: number): Promise<void> => {
  const idle = await operator.idle();
  const going = LAB_CLUSTERS.filter((cluster) => !idle.includes(cluster));
  const given = new AbortController();
  const ends = going.map((cluster) =>
    ended(stage.engine.client.workflow.getHandle(workflowIdOf(cluster)), AbortSignal.any([given.signal, stop])),
  );
  for (const end of ends) end.catch(() => undefined);
  if (ends.length > 0) await within(Promise.race(ends), seconds * 1_000, stop);
  given.abort();
};

const tell = ({ say }: At, { what, refused, ended }: Asked): void => {
  say(refused === undefined ? `${what}: taken up` : `${what}: refused, ${refused.code} ${refused.message}`);
  if (refused === undefined) void ended.then((end) => say(`${what}: ended, ${end}`));
};

/** Everything is as it was, but for what the runs have come to: faults are gone, workers and all nodes are there. */
const healAll = async ({ stage, say }: At): Promise<void> => {
  const active = await untilNone(async () => {
    await stage.heal().catch((error: unknown) => say(`not all is healed yet: ${String(error)}`));
    return stage.lab.faults();
  }, HEAL_LIMIT_MS);
  if (active.length > 0) throw new Error(`the lab does not heal: ${JSON.stringify(active)}`);
  await stage.crew.serve();
  say('all is healed');
};

const close = async (
  at: At,
  known: Known,
  { ending }: RoundPlan,
): Promise<{ readonly violations: readonly Violation[]; readonly closing: Closing }> => {
  const { stage, operator, say, stop, aborts } = at;
  const violations: Violation[] = [];
  // Whether data is lost is known when they have ended.
  await within(Promise.all(aborts), ENTRY_LIMIT_MS, stop);
  const lost = async (): Promise<boolean> => isLost((await runsOf(operator)).south);
  if (ending.abort !== 'nothing' || (await lost())) {
    const way = ending.abort === 'nothing' ? 'each' : ending.abort;
    const closing = await abortAll({ operator, way, say, stop });
    if (closing.stuck.length > 0) return { violations, closing };
    const left = { runs: await runsOf(operator), since: new Date(), acknowledged: [], stuck: [] };
    violations.push(...(await checkAborted(stage, known, left)));
    if (await lost()) return { violations, closing };
  }
  return { violations, closing: await startUntilDone({ operator, way: ending.start, say, stop }) };
};

/** The server may just be away. */
const patient = async <T>({ say, stop }: At, ask: () => Promise<T>): Promise<T> => {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof SdrError) || error.code !== 'E_NO_TEMPORAL' || tries === 20) throw error;
      say(`Temporal is away: ${error.message}`);
      await setTimeout(500, undefined, { signal: stop });
    }
  }
};
