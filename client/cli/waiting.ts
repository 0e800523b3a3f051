import { createLogUpdate } from 'log-update';
import { word } from '../lang/index.js';
import { duration } from '../render/time.js';
import { isWatched, progress } from './output.js';

const REDRAW_MS = 1_000;
/** In a pipe, a wait that goes on is told this often. */
const TELL_MS = 15_000;

/** Says what is being waited for and for how long already; the work may change the sentence as it goes on. */
export const waiting = async <T>(
  sentence: string,
  work: (say: (sentence: string) => void) => Promise<T>,
): Promise<T> => (isWatched() ? onScreen(sentence, work) : inLines(sentence, work));

const onScreen: typeof waiting = async (first, work) => {
  const screen = createLogUpdate(process.stderr);
  const began = Date.now();
  let sentence = first;
  const draw = (): void => screen(`${sentence}  ${duration(Date.now() - began)}`);
  const timer = setInterval(draw, REDRAW_MS);
  draw();
  try {
    return await work((next) => {
      sentence = next;
      draw();
    });
  } finally {
    clearInterval(timer);
    draw();
    screen.done();
  }
};

const inLines: typeof waiting = async (first, work) => {
  const began = Date.now();
  let sentence = first;
  progress(sentence);
  const timer = setInterval(() => progress(word('soFar', { sentence, time: duration(Date.now() - began) })), TELL_MS);
  try {
    return await work((next) => {
      sentence = next;
      progress(sentence);
    });
  } finally {
    clearInterval(timer);
  }
};
