import type { ErrorCode } from '../errors.js';
import { ROLES, type Role } from '../roles.js';
import { newerReport, type SideReport } from '../start/report.js';
import { isEnd, isUnderWay, type Message, type Phase, type Said, type Verb } from '../start/run-state.js';
import type { ClusterName } from '../topology.js';
import type { BothRequest } from './request.js';

/**
 * Both sides of a start as one: what the parent knows. It changes nothing itself; each side is a run of its own, started
 * by the parent or joined, and goes on without it. Plain data; the functions below are the only ways it changes.
 */
export interface BothState {
  readonly action: 'start';
  readonly request: BothRequest;
  readonly phase: Phase;
  readonly sides: Readonly<Record<Role, SideSeen>>;
  readonly said: readonly Said[];
  readonly abort?: Message;
  readonly startedAt: string;
  readonly endedAt?: string;
}

export interface SideSeen {
  readonly cluster: ClusterName;
  readonly role: Role;
  /** What it told last. */
  readonly report?: SideReport;
  /** Nobody has answered for it since then. */
  readonly silent?: Silence;
  /** The parent's start was not taken up by it. */
  readonly refused?: Refusal;
  /** The parent's asking is not taken up yet: what it tells until then is about before. */
  readonly entering: boolean;
  /** When the parent asked it last. */
  readonly askedAt: string;
}

export interface Silence {
  readonly since: string;
  readonly why: string;
  /** The next move. */
  readonly hint: string;
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

export const requestOf = (request: BothRequest, role: Role) => (role === 'primary' ? request.primary : request.standby);

export const newBoth = (request: BothRequest, at: string): BothState => ({
  action: 'start',
  request,
  phase: 'running',
  sides: {
    primary: { cluster: request.primary.pair.cluster, role: 'primary', entering: true, askedAt: at },
    disaster_standby: { cluster: request.standby.pair.cluster, role: 'disaster_standby', entering: true, askedAt: at },
  },
  said: [{ verb: 'start', at, ...(request.by !== undefined && { by: request.by }) }],
  startedAt: at,
});

/** A side told of itself: it answers, whatever was thought before. */
export const sideTold = (state: BothState, told: SideReport): BothState => {
  const side = state.sides[told.role];
  return side.cluster === told.cluster ? withSide(state, withReport(side, told)) : state;
};

/** It was looked at after the asking: what it told before is over, even where that arrives after this. */
export const sideSeen = (state: BothState, role: Role, seen: SideReport): BothState =>
  withSide(state, withReport({ ...state.sides[role], entering: false }, seen));

/** It goes on from here; without a report, what it told while it was parked is over as far as it has arrived. */
export const sideEntered = (state: BothState, role: Role): BothState => {
  const { silent: _, report, ...side } = state.sides[role];
  const known = report !== undefined && isUnderWay(report.phase) ? { report } : {};
  return withSide(state, { ...side, ...known, entering: false });
};

const withReport = ({ silent: _, ...side }: SideSeen, told: SideReport): SideSeen => ({
  ...side,
  report: newerReport(side.report, told),
});

export const sideSilent = (state: BothState, role: Role, silent: Silence): BothState =>
  withSide(state, { ...state.sides[role], silent });

export const sideAnswers = (state: BothState, role: Role): BothState => {
  const { silent: _, ...rest } = state.sides[role];
  return withSide(state, rest);
};

export const sideRefused = (state: BothState, role: Role, refused: Refusal): BothState =>
  withSide(state, { ...state.sides[role], refused, entering: false });

/** Asked again: sides that are done stay done, the others are entered anew. */
export const askedAgain = (state: BothState, request: BothRequest, at: string): BothState => ({
  ...state,
  request,
  phase: 'running',
  sides: {
    primary: enteredAnew(state.sides.primary, at),
    disaster_standby: enteredAnew(state.sides.disaster_standby, at),
  },
  said: [...state.said, { verb: 'start', at, ...(request.by !== undefined && { by: request.by }) }],
});

const enteredAnew = ({ cluster, role, report, ...side }: SideSeen, at: string): SideSeen => {
  const goesOn = report !== undefined && (report.phase === 'done' || isUnderWay(report.phase));
  return goesOn
    ? { cluster, role, report, entering: false, askedAt: side.askedAt }
    : { cluster, role, entering: true, askedAt: at };
};

export const bothHeard = (state: BothState, verb: Verb, message: Message, at: string): BothState => ({
  ...state,
  said: [...state.said, { verb, at, ...message }],
  ...(verb === 'abort' && { abort: message }),
});

/** Where both are together: the worse of the two, and done only when both are. */
export const phaseOf = (sides: BothState['sides']): Phase => {
  const phases = ROLES.map((role) => phaseOfSide(sides[role]));
  const worst = (['running', 'paused', 'parked', 'failed', 'aborted'] as const).find((phase) => phases.includes(phase));
  return worst ?? 'done';
};

const phaseOfSide = ({ refused, report, entering }: SideSeen): Phase => {
  if (refused !== undefined) return 'parked';
  return entering ? 'running' : (report?.phase ?? 'running');
};

/** An abort ends the parent, whatever could still be done on each side; what each is at stands with it. */
export const bothAborted = (state: BothState, at: string): BothState => ({ ...state, phase: 'aborted', endedAt: at });

/** Why it failed: the first side that did. */
export const failureOfBoth = ({ sides }: BothState): Refusal | undefined =>
  ROLES.flatMap((role) => sides[role].refused ?? sides[role].report?.failure ?? [])[0];

/**
 * A side that nobody is to wait for (`onFailure: 'fail'`) has failed or refused: both will not be done. The other side
 * may wait for it long; it goes on, or is aborted by whoever asked.
 */
export const oneHasFailed = ({ request, sides }: BothState): boolean =>
  ROLES.some((role) => {
    const { refused, report, entering } = sides[role];
    if (requestOf(request, role).onFailure === 'park' || entering) return false;
    return refused !== undefined || report?.phase === 'failed';
  });

/** After a round. */
export const settled = (state: BothState, at: string): BothState => {
  const together = phaseOf(state.sides);
  const phase = together === 'parked' || oneHasFailed(state) ? 'failed' : together;
  return { ...state, phase, ...(isEnd(phase) && { endedAt: at }) };
};

const withSide = (state: BothState, side: SideSeen): BothState => {
  const sides = { ...state.sides, [side.role]: side };
  return { ...state, sides, phase: isEnd(state.phase) ? state.phase : phaseOf(sides) };
};
