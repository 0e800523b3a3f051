import type { BothState, Refusal, SideSeen } from '../../domain/both/both-state.js';
import { pairName } from '../../domain/names.js';
import { ROLES } from '../../domain/roles.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import { watchBoth, type BothView, type Pair } from '../../engine/both.js';
import type { Engine } from '../../engine/engine.js';
import { watchRun, type RunView } from '../../engine/runs.js';
import { word } from '../lang/index.js';
import { hintText, toldFailureText } from '../render/failure.js';
import type { Display } from './display.js';

/** What can be followed on the command line: a cluster's run, or two as one. */
export interface Followed<View, State> {
  readonly watch: (signal: AbortSignal) => AsyncIterable<View>;
  readonly stateOf: (view: View) => State;
  readonly draw: (view: View, display: Pick<Display, 'show'>) => void;
  /** What is worth a sentence now, beside what is drawn. */
  readonly notes: (view: View) => readonly Note[];
  /** Its name on the command line. */
  readonly target: string;
}

export interface Note {
  readonly text: string;
  /** Said when it holds no more. */
  readonly over?: string;
}

/** A cluster's run. */
export const theRun = (engine: Engine, cluster: ClusterName): Followed<RunView, RunState> => ({
  watch: (signal) => watchRun(engine, cluster, signal),
  stateOf: ({ state }) => state,
  draw: ({ state }, display) => display.show(withoutFailure(state)),
  notes: ({ execution, source }) => (execution === 'RUNNING' && source === 'memo' ? [noWorkerOf(cluster)] : []),
  target: cluster,
});

/** Who follows is told of the failure once, at the end. */
const withoutFailure = ({ failure: _, ...state }: RunState): RunState => state;

const noWorkerOf = (cluster: ClusterName): Note => ({
  text: word('runWithoutWorker', { cluster }),
  over: word('backAgain'),
});

/** Both sides as one. */
export const thePair = (engine: Engine, pair: Pair): Followed<BothView, BothState> => ({
  watch: (signal) => watchBoth(engine, pair, signal),
  stateOf: ({ state }) => state,
  draw: ({ runs }, display) => runs.forEach(({ state }) => display.show(withoutFailure(state))),
  notes: ({ state, source, execution }) =>
    execution === 'RUNNING' && source === 'memo'
      ? [noWorkerAtAll()]
      : ROLES.flatMap((role) => notesOfSide(state.sides[role])),
  target: pairName(...pair),
});

const noWorkerAtAll = (): Note => ({ text: word('bothWithoutWorker'), over: word('backAgain') });

const notesOfSide = ({ cluster, silent, refused, report }: SideSeen): readonly Note[] => [
  ...(silent ? [{ text: word('silent', { cluster, ...silent }), over: word('answers', { cluster }) }] : []),
  ...(refused ? [failureNote('refused', cluster, refused)] : []),
  ...(report?.phase === 'parked' && report.failure ? [failureNote('isParked', cluster, report.failure)] : []),
];

const failureNote = (how: 'refused' | 'isParked', cluster: ClusterName, failure: Refusal): Note => ({
  text: `${word(how, { cluster, failure: toldFailureText(failure) })}\n${hintText(failure.code)}`,
});
