import { createLogUpdate } from 'log-update';
import type { RunState } from '../../domain/start/run-state.js';
import { changeLines } from '../render/changes.js';
import { sideBySide } from '../render/columns.js';
import { runLines } from '../render/run.js';
import { isWatched, progress } from './output.js';

/** Shows things as they go on, one or several: redrawn on a terminal, else a line for each change. */
export interface Display<Thing = RunState> {
  readonly show: (thing: Thing) => void;
  /** Leaves the last picture and stops drawing. */
  readonly close: () => void;
}

/** How a thing is shown. */
export interface Picture<Thing> {
  /** What is shown beside others, and replaces what was shown of the same name. */
  readonly nameOf: (thing: Thing) => string;
  readonly lines: (thing: Thing) => readonly string[];
  readonly changes: (before: Thing | undefined, now: Thing) => readonly string[];
}

/** Times go on between two looks. */
const REDRAW_MS = 500;
/** Two columns need this much room. */
const WIDE = 110;

const RUN: Picture<RunState> = {
  nameOf: ({ request }) => request.pair.cluster,
  lines: (state) => runLines(state),
  changes: changeLines,
};

export const openDisplay = (): Display => openDisplayOf(RUN);

export const openDisplayOf = <Thing>(picture: Picture<Thing>): Display<Thing> =>
  isWatched() ? screenDisplay(picture) : lineDisplay(picture);

const screenDisplay = <Thing>({ nameOf, lines }: Picture<Thing>): Display<Thing> => {
  const screen = createLogUpdate(process.stderr);
  const last = new Map<string, Thing>();
  const draw = (): void => {
    if (last.size > 0) screen(inColumns([...last.values()].map(lines), process.stderr.columns));
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show: (thing) => {
      last.set(nameOf(thing), thing);
      draw();
    },
    close: () => {
      clearInterval(timer);
      draw();
      screen.done();
    },
  };
};

const inColumns = (columns: readonly (readonly string[])[], width: number): string =>
  columns.length > 1 && width >= WIDE
    ? sideBySide(columns, width)
    : columns.map((lines) => lines.join('\n')).join('\n\n');

const lineDisplay = <Thing>({ nameOf, changes }: Picture<Thing>): Display<Thing> => {
  const last = new Map<string, Thing>();
  return {
    show: (thing) => {
      const name = nameOf(thing);
      for (const line of changes(last.get(name), thing)) progress(line);
      last.set(name, thing);
    },
    close: () => undefined,
  };
};
