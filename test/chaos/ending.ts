import { stands } from '../../domain/start/run-state.js';
import type { RunView } from '../../engine/runs.js';
import { LAB_CLUSTERS, type LabClusterName } from '../../lab/index.js';
import { askAll, asking, phaseWords, type Asked, type Operator } from './ask.js';
import type { Way } from './plan.js';
import { untilNone, within } from './until.js';

/** How a round comes to its end, once all is healed: as an operator would, who asks again until there is nothing to ask for. */
export interface Closing {
  /** How often somebody had to ask. */
  readonly entries: number;
  /** What did not end, or not as asked. */
  readonly stuck: readonly string[];
}

/** A start that is asked for so often and does not end well never will. */
const ENTRIES = 10;
/** A command that nobody has made hang ends before: each has its limit. */
export const ENTRY_LIMIT_MS = 420_000;

export type Runs = Readonly<Record<LabClusterName, RunView | undefined>>;

export const runsOf = async (operator: Operator): Promise<Runs> => {
  const [north, south] = await Promise.all(LAB_CLUSTERS.map((cluster) => operator.run(cluster)));
  return { north, south };
};

/** A start was aborted that had begun to erase: there is no way to start this cluster again. */
export const isLost = (view: RunView | undefined): boolean =>
  view?.state.phase === 'aborted' && view.state.facts.erased === true;

interface Wanted {
  readonly operator: Operator;
  readonly way: Way;
  readonly say: (what: string) => void;
  readonly stop: AbortSignal;
}

/** Starts both sides until they are done. */
export const startUntilDone = (wanted: Wanted): Promise<Closing> =>
  untilEnded(
    wanted,
    (view) => view?.state.phase === 'done' && view.execution !== 'RUNNING',
    async (clusters) => {
      const { operator, way } = wanted;
      await resumeAll(operator, clusters);
      return askAll(operator, way, clusters);
    },
  );

/** Gives up each side that can be given up; one whose relationship stands can only be brought to its end. */
export const abortAll = (wanted: Wanted): Promise<Closing> =>
  untilEnded(
    wanted,
    (view) => view?.execution !== 'RUNNING',
    async (clusters) => {
      const { operator, way } = wanted;
      const { north, south } = await runsOf(operator);
      const standing = clusters.filter((cluster) => {
        const view = cluster === 'north' ? north : south;
        return view !== undefined && stands(view.state);
      });
      await resumeAll(operator, standing);
      const others = clusters.filter((cluster) => !standing.includes(cluster));
      const both =
        way === 'both' && others.length > 0
          ? await asking('abort both', () => operator.say('abort', 'both'))
          : undefined;
      const each =
        both !== undefined && both.refused === undefined
          ? [both]
          : await Promise.all(
              // The standby first: its build reads from the primary.
              others.toReversed().map((cluster) => asking(`abort ${cluster}`, () => operator.say('abort', cluster))),
            );
      return [...each, ...(await askAll(operator, 'each', standing))];
    },
  );

/** Whoever was paused stays so until somebody says otherwise, also beyond a failure and the next entry. */
const resumeAll = async (operator: Operator, clusters: readonly LabClusterName[]): Promise<void> => {
  const runs = await runsOf(operator);
  const isPaused = (view: RunView | undefined): boolean =>
    view?.execution === 'RUNNING' && view.state.pause !== undefined;
  const paused = clusters.filter((cluster) => isPaused(runs[cluster]));
  for (const cluster of paused) await asking(`resume ${cluster}`, () => operator.say('resume', cluster));
};

const untilEnded = async (
  { operator, say, stop }: Wanted,
  hasEnded: (view: RunView | undefined) => boolean,
  ask: (clusters: readonly LabClusterName[]) => Promise<readonly Asked[]>,
): Promise<Closing> => {
  const open = async (): Promise<readonly LabClusterName[]> => {
    const runs = await runsOf(operator);
    return LAB_CLUSTERS.filter((cluster) => !hasEnded(runs[cluster]));
  };
  for (let entries = 0; ; entries++) {
    const clusters = await open();
    if (clusters.length === 0) return { entries, stuck: [] };
    const runs = await runsOf(operator);
    if (entries === ENTRIES) {
      return {
        entries,
        stuck: clusters.map((cluster) => `after ${ENTRIES} entries ${cluster} is ${phaseWords(runs[cluster])}`),
      };
    }
    const asked = await ask(clusters);
    const answers = await Promise.all(
      asked.map(async ({ what, ended }) => ({ what, answer: await within(ended, ENTRY_LIMIT_MS, stop) })),
    );
    for (const { what, answer } of answers) say(`${what}: ${answer}`);
    const late = answers.filter(({ answer }) => answer === 'late').map(({ what }) => what);
    if (late.length > 0) {
      const now = await runsOf(operator);
      return {
        entries,
        stuck: [
          `${late.join(', ')}: no end within ${ENTRY_LIMIT_MS / 1000} s`,
          ...clusters.map((one) => `${one} is ${phaseWords(now[one])}`),
        ],
      };
    }
    // What was refused because something is just ending is worth a moment.
    if (asked.some(({ refused }) => refused !== undefined)) await untilNone(open, 1_000);
  }
};
