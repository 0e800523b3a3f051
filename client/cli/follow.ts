import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../../domain/errors.js';
import type { OwnEngine } from '../../engine/engine.js';
import { CliError } from '../lang/cli-error.js';
import { word } from '../lang/index.js';
import { openDisplay, type Display } from './display.js';
import type { Followed, Note } from './followed.js';
import { interrupted } from './interrupted.js';
import { isWatched, progress } from './output.js';

/**
 * Shows what is followed until it parks or ends. Ctrl-C leaves it alone and says how to come back; a worker or a
 * Temporal Service that is away meanwhile is named and waited for.
 * @throws SdrError E_INTERRUPTED
 */
export const follow = async <View, State>(
  engine: OwnEngine,
  followed: Followed<View, State>,
  ended?: Promise<State>,
): Promise<State> => {
  const screen = openScreen();
  const stop = new AbortController();
  const interrupted = onInterrupt(followed.target, stop.signal);
  const watching = showAll(engine, followed, screen, stop.signal);
  watching.catch(() => undefined);
  try {
    return await Promise.race([ended === undefined ? watching : settle(ended, watching), interrupted]);
  } finally {
    stop.abort();
    screen.close();
  }
};

/** The end is told by the run itself; what the display still shows by then is drawn to its end. */
const settle = async <State>(ended: Promise<State>, watching: Promise<State>): Promise<State> => {
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

const showAll = async <View, State>(
  { address }: OwnEngine,
  followed: Followed<View, State>,
  screen: Screen,
  signal: AbortSignal,
): Promise<State> => {
  const tell = teller(screen.say);
  let last: View | undefined;
  for (;;) {
    try {
      for await (const view of followed.watch(signal)) {
        tell(followed.notes(view));
        last = view;
        followed.draw(view, screen);
      }
      if (last === undefined) throw new CliError('E_NO_RUN', 'noSuchRun', {}, { cluster: followed.target });
      return followed.stateOf(last);
    } catch (error) {
      if (!(error instanceof SdrError) || error.code !== 'E_NO_TEMPORAL') throw error;
      tell([serviceAway(address)]);
      await setTimeout(AGAIN_MS, undefined, { signal });
    }
  }
};

const serviceAway = (address: string): Note => ({
  text: word('serviceAway', { address }),
  over: word('backAgain'),
});

/** Each is told once, and that it is over. */
const teller = (say: (sentence: string) => void) => {
  let before: readonly Note[] = [];
  return (now: readonly Note[]): void => {
    const isIn = (notes: readonly Note[], { text }: Note): boolean => notes.some((note) => note.text === text);
    for (const note of before) if (note.over !== undefined && !isIn(now, note)) say(note.over);
    for (const note of now) if (!isIn(before, note)) say(note.text);
    before = now;
  };
};

const onInterrupt = (target: string, over: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    interrupted(over).addEventListener('abort', () =>
      reject(new CliError('E_INTERRUPTED', 'goesOn', { cluster: target }, { cluster: target })),
    );
  });
