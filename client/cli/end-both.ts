import { failureOfBoth, type BothState, type SideSeen } from '../../domain/both/both-state.js';
import { retold } from '../../domain/errors.js';
import { pairName } from '../../domain/names.js';
import { ROLES } from '../../domain/roles.js';
import { CliError } from '../lang/cli-error.js';
import { texts, word } from '../lang/index.js';
import { toldFailureText } from '../render/failure.js';
import { lostText } from '../render/lost.js';
import { between } from '../render/time.js';
import type { Form } from './options.js';
import { progress, result } from './output.js';

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
      throw new CliError('E_ABORTED', 'bothAborted', {}, { cluster: pair });
    case 'parked':
    case 'failed':
    case 'running':
    case 'paused': {
      progress([...sideLines(state), word('again', { cluster: pair })].join('\n'));
      const failure = failureOfBoth(state);
      throw failure === undefined
        ? new CliError('E_INTERNAL', 'bothNoReason', { phase: state.phase }, { cluster: pair })
        : retold(failure.code, failure.message, { cluster: pair });
    }
  }
};

/** To be aborted is what was asked for; what could not be put back is said of each side. */
export const tellAbortOfBoth = (state: BothState, form: Form): void => {
  if (form === 'json') result(JSON.stringify(state));
  if (state.phase !== 'aborted')
    throw new CliError('E_INTERNAL', 'bothStand', { phase: state.phase }, { cluster: nameOf(state) });
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

const sideLine = (side: SideSeen): string =>
  word('side', { cluster: side.cluster, stands: standsText(side), trouble: troubleText(side) });

const standsText = ({ report }: SideSeen): string => {
  if (report === undefined) return word('sideUntold');
  const { status, startedAt, endedAt } = report;
  const phase = texts().phases[report.phase];
  return endedAt === undefined
    ? word('sideStands', { status, phase })
    : word('sideEnded', { status, phase, time: between(startedAt, endedAt) });
};

const troubleText = ({ refused, silent }: SideSeen): string => {
  if (refused) return word('sideRefused', { failure: toldFailureText(refused) });
  return silent ? word('sideSilent', { since: silent.since, why: silent.why }) : '';
};
