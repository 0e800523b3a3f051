import { LAB_CLUSTERS, untilNormal } from '../../lab/index.js';
import { operatorOf } from './ask.js';
import { runsOf, startUntilDone } from './ending.js';
import { wrongEnds, type Known } from './expected.js';
import { placesOf } from './places.js';
import { planRound, type RoundPlan } from './plan.js';
import { playRound } from './play.js';
import { openStage, type Stage, type StageOptions } from './stage.js';
import { interruptedLines, roundLine, summaryLines, violationLines, type RoundPlayed } from './summary.js';
import { readPlans, traceTo, type Trace } from './trace.js';

export interface ChaosOptions extends StageOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Only this one. */
  readonly round?: number;
  /** Where what is decided and seen is written, or, with `replay`, read. */
  readonly trace?: string;
  readonly replay: boolean;
}

const print = (lines: readonly string[]): void => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));

/** Plays round after round until the time is over, or something does not hold. @returns whether everything held */
export const runChaos = async (options: ChaosOptions, stop: AbortSignal): Promise<boolean> => {
  const { seed, minutes, replay } = options;
  const plans = plansOf(options);
  const trace = traceTo(replay ? undefined : options.trace);
  trace.add({ kind: 'run', seed, minutes });
  print([replay ? `the rounds of ${options.trace ?? ''} again` : `seed ${seed}, ${minutes} minutes`]);
  const stage = await openStage(`chaos-${seed}`, options);
  const rounds: RoundPlayed[] = [];
  try {
    const known = await learn(stage, stop);
    const deadline = Date.now() + minutes * 60_000;
    for (const plan of plans) {
      if (Date.now() >= deadline) break;
      const round = await playTraced(stage, known, plan, trace, stop);
      rounds.push(round);
      print([roundLine(round), ...violationLines(options, round)]);
      if (round.played.violations.length > 0) break;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    await stage.close();
  }
  print(summaryLines(rounds));
  return !stop.aborted && rounds.length > 0 && rounds.every(({ played }) => played.violations.length === 0);
};

const plansOf = ({ replay, trace, seed, round }: ChaosOptions): Iterable<RoundPlan> => {
  if (replay && trace !== undefined) {
    const plans = readPlans(trace);
    return round === undefined ? plans : plans.filter((plan) => plan.round === round);
  }
  return round === undefined ? allRounds(seed) : [planRound(seed, round)];
};

const allRounds = function* (seed: number): Generator<RoundPlan> {
  for (let round = 1; ; round++) yield planRound(seed, round);
};

/** What is there before anything was started, and after a start that nothing strikes. */
const learn = async (stage: Stage, stop: AbortSignal): Promise<Known> => {
  await stage.begin();
  const untouched = await placesOf(stage.lab);
  const operator = await operatorOf(stage, 120);
  const said: string[] = [];
  await startUntilDone({ operator, way: 'each', say: (what) => void said.push(what), stop });
  const wrong = wrongEnds(await runsOf(operator));
  if (wrong.length > 0)
    throw new Error(`a start that nothing strikes does not end well: ${[...wrong, ...said].join('; ')}`);
  for (const cluster of LAB_CLUSTERS) await untilNormal(stage.lab, cluster);
  return { untouched, started: await placesOf(stage.lab) };
};

const playTraced = async (
  stage: Stage,
  known: Known,
  plan: RoundPlan,
  trace: Trace,
  stop: AbortSignal,
): Promise<RoundPlayed> => {
  trace.add({ kind: 'round', plan });
  const begun = Date.now();
  const seen: string[] = [];
  const say = (what: string): void => {
    const afterMs = Date.now() - begun;
    seen.push(`${(afterMs / 1_000).toFixed(1).padStart(6)} s  ${what}`);
    trace.add({ kind: 'seen', round: plan.round, afterMs, what });
  };
  try {
    const played = await playRound(stage, known, plan, say, stop);
    for (const { check, differs } of played.violations)
      trace.add({ kind: 'violation', round: plan.round, check, differs });
    return { plan, seen, played, seconds: Math.round((Date.now() - begun) / 1_000) };
  } catch (error) {
    // Stopped by Ctrl-C, or by what nobody has thought of: where it was stands in the trace.
    print(interruptedLines(plan, seen));
    throw error;
  }
};
