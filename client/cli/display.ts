import { createLogUpdate } from 'log-update';
import type { RunState } from '../../domain/start/run-state.js';
import { changeLines } from '../render/changes.js';
import { runLines } from '../render/run.js';
import { isWatched, progress } from './output.js';

/** Shows a run as it goes on: redrawn on a terminal, else a line for each change. */
export interface Display {
  readonly show: (state: RunState) => void;
  /** Leaves the last picture and stops drawing. */
  readonly close: () => void;
}

/** Times go on between two looks. */
const REDRAW_MS = 500;

export const openDisplay = (): Display => (isWatched() ? screenDisplay() : lineDisplay());

const screenDisplay = (): Display => {
  const screen = createLogUpdate(process.stderr);
  let last: RunState | undefined;
  const draw = (): void => {
    if (last !== undefined) screen(runLines(last).join('\n'));
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show: (state) => {
      last = state;
      draw();
    },
    close: () => {
      clearInterval(timer);
      draw();
      screen.done();
    },
  };
};

const lineDisplay = (): Display => {
  let last: RunState | undefined;
  return {
    show: (state) => {
      for (const line of changeLines(last, state)) progress(line);
      last = state;
    },
    close: () => undefined,
  };
};
