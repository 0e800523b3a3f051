import { failureOfBoth, type BothState, type SideSeen } from '../../domain/both/both-state.js';
import { SdrError, retold } from '../../domain/errors.js';
import { pairName } from '../../domain/names.js';
import { ROLES } from '../../domain/roles.js';
import { between } from '../render/time.js';
import type { Form } from './options.js';
import { progress, result } from './output.js';
import { lostText } from '../render/lost.js';

/**
 * How both sides ended, as {@link ./end.ts} tells it of one.
 * @throws SdrError what the first side that failed failed with; E_ABORTED
 */
export const tellEndOfBoth = (state: BothState, form: Form): void => {
  const pair = nameOf(state);
  if (form === 'json') result(JSON.stringify(state));
  switch (state.phase) {
    case 'done':
      if (form === 'text') result(sideLines(state).join('\n'));
      return;
    case 'aborted':
      throw new SdrError('E_ABORTED', 'the start of both sides was aborted', { cluster: pair });
    case 'parked':
    case 'failed':
    case 'running':
    case 'paused': {
      progress(
        [...sideLines(state), `Give the same command again to go on, or: sdr abort --cluster ${pair}`].join('\n'),
      );
      const failure = failureOfBoth(state);
      throw failure === undefined
        ? new SdrError('E_INTERNAL', `both are ${state.phase} and say no reason`, { cluster: pair })
        : retold(failure.code, failure.message, { cluster: pair });
    }
  }
};

/** To be aborted is what was asked for; what could not be put back is said of each side. */
export const tellAbortOfBoth = (state: BothState, form: Form): void => {
  if (form === 'json') result(JSON.stringify(state));
  if (state.phase !== 'aborted')
    throw new SdrError('E_INTERNAL', `both are ${state.phase}`, { cluster: nameOf(state) });
  if (form === 'text') result([...sideLines(state), whatIsLost(state)].join('\n'));
};

const whatIsLost = ({ sides }: BothState): string => {
  const erased = ROLES.map((role) => sides[role]).filter(({ report }) => report?.erased);
  return erased.length === 0
    ? lostText({})
    : erased.map(({ cluster, report }) => `${cluster}: ${lostText(report ?? {})}`).join('\n');
};

export const nameOf = ({ request: { primary } }: BothState): string =>
  pairName(primary.pair.cluster, primary.pair.peer);

/** A line of each side, the primary first. */
export const sideLines = ({ sides }: BothState): readonly string[] => ROLES.map((role) => sideLine(sides[role]));

const sideLine = ({ cluster, report, refused, silent }: SideSeen): string => {
  const stands =
    report === undefined
      ? 'has not told of itself'
      : `${report.status}, ${report.phase}${report.endedAt ? ` in ${between(report.startedAt, report.endedAt)}` : ''}`;
  const trouble = refused
    ? `; refused: [${refused.code}] ${refused.message}`
    : silent
      ? `; silent since ${silent.since}: ${silent.why}`
      : '';
  return `${cluster}: ${stands}${trouble}`;
};
