import { bothOf, type BothRequest } from '../../domain/both/request.js';
import { SdrError } from '../../domain/errors.js';
import { actionWorkflowId } from '../../domain/names.js';
import { isUnderWay, type RunState } from '../../domain/start/run-state.js';
import type { Accepted, WithPhase } from '../../engine/accepted.js';
import { abortBoth, startBoth } from '../../engine/both.js';
import { viewRun, type RunView } from '../../engine/runs.js';
import { startUnlessStanding } from '../../engine/standing.js';
import { abortRun, pauseRun, resumeRun, retryRun } from '../../engine/steer.js';
import { LAB_CLUSTERS, type LabClusterName } from '../../lab/index.js';
import { named } from '../support/start-request.js';
import type { AskedVerb, Way } from './plan.js';
import type { Stage } from './stage.js';

/** Of a run or of both, when it ends or waits for somebody. */
type Ending = WithPhase & Pick<RunState, 'failure'>;

/** What an operator asks for, as the command line does it. */
export interface Operator {
  start(cluster: LabClusterName): Promise<Accepted>;
  startBoth(): Promise<Accepted<Ending>>;
  say(verb: AskedVerb, of: LabClusterName | 'both'): Promise<Accepted<Ending>>;
  /** The cluster's run of this round; one of an earlier round is over, and forgotten. */
  run(cluster: LabClusterName): Promise<RunView | undefined>;
  /** Clusters that do not go on by themselves and are not done. */
  idle(): Promise<readonly LabClusterName[]>;
}

const BY = { by: 'chaos', reason: 'decided by chance' } as const;
const PAIR = [named('north'), named('south')] as const;

export const operatorOf = async ({ engine, request }: Stage, timeOutSeconds: number): Promise<Operator> => {
  const earlier = await Promise.all(LAB_CLUSTERS.map((cluster) => viewRun(engine, named(cluster))));
  const forgotten = new Set(earlier.map((view) => view?.runId));
  const wanted = (cluster: LabClusterName) => request(cluster, { timeOutSeconds, by: 'chaos' });
  const both = (): BothRequest => bothOf(wanted('north'), wanted('south'));
  const run: Operator['run'] = async (cluster) => {
    const view = await viewRun(engine, named(cluster));
    return forgotten.has(view?.runId) ? undefined : view;
  };
  return {
    run,
    start: async (cluster) => {
      const asked = await startUnlessStanding(engine, wanted(cluster));
      if (asked.kind === 'asked') return asked.accepted;
      const { workflowId, runId, state } = asked.run;
      return { workflowId, runId, ended: Promise.resolve(state) };
    },
    startBoth: () => startBoth(engine, both()),
    idle: async () => {
      const views = await Promise.all(LAB_CLUSTERS.map(async (cluster) => [cluster, await run(cluster)] as const));
      return views.filter(([, view]) => !goesOn(view) && view?.state.phase !== 'done').map(([cluster]) => cluster);
    },
    say: (verb, of) => {
      if (of === 'both') return abortBoth(engine, PAIR, BY);
      switch (verb) {
        case 'abort':
          return abortRun(engine, named(of), BY);
        case 'pause':
          return pauseRun(engine, named(of), BY);
        case 'resume':
          return resumeRun(engine, named(of), BY);
        case 'retry':
          return retryRun(engine, named(of), BY);
      }
    },
  };
};

export const goesOn = (view: RunView | undefined): boolean =>
  view !== undefined && view.execution === 'RUNNING' && isUnderWay(view.state.phase);

/** Asks whoever does not go on to, one by one or as one. @returns what came of each asking at once */
export const askAll = async (
  operator: Operator,
  way: Way | 'retry',
  clusters: readonly LabClusterName[],
): Promise<readonly Asked[]> => {
  if (clusters.length === 0) return [];
  if (way === 'both') return [await asking('start both', () => operator.startBoth())];
  return Promise.all(
    clusters.map(async (cluster) => {
      const parked = way === 'retry' && (await operator.run(cluster))?.state.phase === 'parked';
      return parked
        ? asking(`retry ${cluster}`, () => operator.say('retry', cluster))
        : asking(`start ${cluster}`, () => operator.start(cluster));
    }),
  );
};

export interface Asked {
  readonly what: string;
  /** Absent: it was taken up. */
  readonly refused?: SdrError;
  /** How it ended. */
  readonly ended: Promise<string>;
}

/** @throws whatever is no answer in the catalogue's words */
export const asking = async (what: string, ask: () => Promise<Accepted<Ending>>): Promise<Asked> => {
  try {
    const { ended } = await ask();
    const words = ({ phase, failure }: Ending): string =>
      failure === undefined ? phase : `${phase} (${failure.code})`;
    return { what, ended: ended.then(words, wordsOf) };
  } catch (error) {
    if (!(error instanceof SdrError)) throw error;
    return { what, refused: error, ended: Promise.resolve(wordsOf(error)) };
  }
};

const wordsOf = (error: unknown): string =>
  error instanceof SdrError ? `${error.code} ${error.message}` : String(error);

export const phaseWords = (view: RunView | undefined): string => {
  if (view === undefined) return 'no run';
  const { phase, status, recorded, failure }: RunState = view.state;
  const why = failure === undefined || phase === 'done' ? '' : ` (${failure.code} ${failure.message.slice(0, 160)})`;
  return `${phase}, ${status}, step ${recorded}${why}`;
};

export const workflowIdOf = (cluster: LabClusterName): string => actionWorkflowId(named(cluster));
