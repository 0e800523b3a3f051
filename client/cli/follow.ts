import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../../domain/errors.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import type { OwnEngine } from '../../engine/engine.js';
import { watchRun, type RunView } from '../../engine/runs.js';
import { openDisplay, type Display } from './display.js';
import { isWatched, progress } from './output.js';

/**
 * Shows the run until it parks or ends. Ctrl-C leaves the run alone and says how to come back; a worker or a Temporal
 * Service that is away meanwhile is named and waited for.
 * @throws SdrError E_INTERRUPTED
 */
export const follow = async (engine: OwnEngine, cluster: ClusterName, ended?: Promise<RunState>): Promise<RunState> => {
  const screen = openScreen();
  const stop = new AbortController();
  const interrupted = onInterrupt(cluster, stop.signal);
  const watching = showAll(engine, cluster, screen, stop.signal);
  watching.catch(() => undefined);
  try {
    return await Promise.race([ended === undefined ? watching : settle(ended, watching), interrupted]);
  } finally {
    stop.abort();
    screen.close();
  }
};

/** The end is told by the run itself; what the display still shows by then is drawn to its end. */
const settle = async (ended: Promise<RunState>, watching: Promise<RunState>): Promise<RunState> => {
  const state = await ended;
  await watching.catch(() => undefined);
  return state;
};

interface Screen extends Display {
  /** A sentence beside what is shown of the run. */
  readonly say: (sentence: string) => void;
}

/** On a terminal the picture so far stays above the sentence, and a new one begins below. */
const openScreen = (): Screen => {
  let display = openDisplay();
  return {
    show: (state) => display.show(state),
    say: (sentence) => {
      if (isWatched()) {
        display.close();
        display = openDisplay();
      }
      progress(sentence);
    },
    close: () => display.close(),
  };
};

/** Between two tries while the service is away. */
const AGAIN_MS = 1_000;

const showAll = async (
  engine: OwnEngine,
  cluster: ClusterName,
  screen: Screen,
  signal: AbortSignal,
): Promise<RunState> => {
  const tell = teller(engine, cluster, screen.say);
  let last: RunState | undefined;
  for (;;) {
    try {
      for await (const view of watchRun(engine, cluster, signal)) {
        tell(missingIn(view));
        last = view.state;
        screen.show(withoutFailure(last));
      }
      if (last === undefined) throw new SdrError('E_NO_RUN', 'there is no such run', { cluster });
      return last;
    } catch (error) {
      if (!(error instanceof SdrError) || error.code !== 'E_NO_TEMPORAL') throw error;
      tell('service');
      await setTimeout(AGAIN_MS, undefined, { signal });
    }
  }
};

type Missing = 'service' | 'worker' | 'nothing';

const missingIn = ({ execution, source }: RunView): Missing =>
  execution === 'RUNNING' && source === 'memo' ? 'worker' : 'nothing';

/** Each change is told once. */
const teller = ({ address }: OwnEngine, cluster: ClusterName, say: (sentence: string) => void) => {
  const sentences: Readonly<Record<Missing, string>> = {
    service: `The Temporal Service at ${address} does not answer. The run goes on when it is back; Ctrl-C does not end it.`,
    worker: `No worker of ${cluster} answers. The run goes on when one is back: sdr worker --cluster ${cluster}`,
    nothing: 'There it is again.',
  };
  let before: Missing = 'nothing';
  return (missing: Missing): void => {
    if (missing !== before) say(sentences[missing]);
    before = missing;
  };
};

/** Who follows is told of the failure once, at the end. */
const withoutFailure = ({ failure: _, ...state }: RunState): RunState => state;

const onInterrupt = (cluster: ClusterName, over: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const interrupt = (): void =>
      reject(
        new SdrError('E_INTERRUPTED', `the run goes on; come back with: sdr status --cluster ${cluster} --watch`, {
          cluster,
        }),
      );
    // Kept until it is over: what restores the cursor kills the process when it finds itself the last listener.
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    over.addEventListener('abort', () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    });
  });
