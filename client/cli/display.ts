import { createLogUpdate } from 'log-update';
import type { RunState } from '../../domain/start/run-state.js';
import { changeLines } from '../render/changes.js';
import { sideBySide } from '../render/columns.js';
import { runLines } from '../render/run.js';
import { isWatched, progress } from './output.js';

/** Shows runs as they go on, one or both sides: redrawn on a terminal, else a line for each change. */
export interface Display {
  readonly show: (state: RunState) => void;
  /** Leaves the last picture and stops drawing. */
  readonly close: () => void;
}

/** Times go on between two looks. */
const REDRAW_MS = 500;
/** Two columns need this much room. */
const WIDE = 110;

export const openDisplay = (): Display => (isWatched() ? screenDisplay() : lineDisplay());

const screenDisplay = (): Display => {
  const screen = createLogUpdate(process.stderr);
  const last = new Map<string, RunState>();
  const draw = (): void => {
    if (last.size > 0) screen(picture([...last.values()], process.stderr.columns));
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show: (state) => {
      last.set(state.request.pair.cluster, state);
      draw();
    },
    close: () => {
      clearInterval(timer);
      draw();
      screen.done();
    },
  };
};

const picture = (states: readonly RunState[], width: number): string => {
  const columns = states.map((state) => runLines(state));
  return columns.length > 1 && width >= WIDE
    ? sideBySide(columns, width)
    : columns.map((lines) => lines.join('\n')).join('\n\n');
};

const lineDisplay = (): Display => {
  const last = new Map<string, RunState>();
  return {
    show: (state) => {
      const { cluster } = state.request.pair;
      for (const line of changeLines(last.get(cluster), state)) progress(line);
      last.set(cluster, state);
    },
    close: () => undefined,
  };
};
