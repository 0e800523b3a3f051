import type { Side } from '../start/report.js';
import { stands } from '../start/run-state.js';
import { stepOf } from '../start/steps.js';
import { skippablePart } from '../start/transitions.js';
import { block } from './markdown.js';

interface Move {
  readonly command: string;
  readonly does: string;
}

/** What an operator can do now, as commands that can be pasted as they are, and where the Web UI has the same. */
export const nextMoves = (side: Side): string => {
  const moves = movesOf(side);
  const width = Math.max(...moves.map(({ command }) => command.length));
  const commands = block(moves.map(({ command, does }) => `${command.padEnd(width)}  # ${does}`));
  return side.phase === 'parked' || side.phase === 'paused' ? `${commands}\n\n${IN_THE_UI}` : commands;
};

const IN_THE_UI = 'Or here, above: **More Actions**, **Send an Update**, and its name. It needs no input.';

const movesOf = (side: Side): readonly Move[] => {
  const { cluster, role, phase, failure } = side;
  const abort = stands(side)
    ? []
    : [{ command: `sdr abort --cluster ${cluster}`, does: 'put back what can be put back, end' }];
  switch (phase) {
    case 'running':
      return [{ command: `sdr status --cluster ${cluster} --watch`, does: 'live, with progress' }];
    case 'paused':
      return [{ command: `sdr resume --cluster ${cluster}`, does: 'go on' }, ...abort];
    case 'parked': {
      return [
        { command: `sdr retry --cluster ${cluster}`, does: `go on at "${stepOf(failure?.step ?? 'home_node').title}"` },
        ...(skippablePart(side) === undefined
          ? []
          : [{ command: `sdr skip --cluster ${cluster}`, does: 'go on without what failed' }]),
        ...abort,
      ];
    }
    case 'done':
      return [{ command: `sdr query --cluster ${cluster}`, does: 'status, RPO and RTO of now' }];
    case 'failed':
    case 'aborted':
      return [{ command: `sdr start -m ${role} -X FILE`, does: 'begin again, with the configuration as FILE' }];
  }
};
