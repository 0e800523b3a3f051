import type { ErrorCode } from '../errors.js';
import type { QueryAnswer } from '../looks.js';
import { alarmsAfter } from './alarms.js';
import { lagAfter, type LagSeen } from './lag.js';
import { noticesOf, type Notice } from './notices.js';
import type { MonitorState, Readiness, SideSeen, SideWatched } from './state.js';

/** What one cluster said in a round, or why it did not. */
export type SideLook =
  | { readonly kind: 'answered'; readonly answer: QueryAnswer }
  | { readonly kind: 'silent'; readonly code: ErrorCode; readonly why: string };

export interface Round {
  readonly at: string;
  /** In the order of {@link MonitorState.watched}. */
  readonly looks: readonly [SideLook, SideLook];
  /** When it was checked in this round. */
  readonly readiness?: Readiness;
}

/** The monitor after a round; what is to be told stands in `undelivered`. */
export const afterRound = (state: MonitorState, { at, looks, readiness }: Round): MonitorState => {
  const seen: MonitorState = {
    ...state,
    at,
    watched: [sideAfter(state.watched[0], looks[0], at), sideAfter(state.watched[1], looks[1], at)],
    rpo: lagAfter(state.rpo, lagIn(looks, 'rpo'), at),
    rto: lagAfter(state.rto, lagIn(looks, 'rto'), at),
    ...(readiness && { readiness }),
  };
  const alarms = alarmsAfter(seen, at);
  const notices = noticesOf(state.alarms, { ...seen, alarms }, at);
  return { ...seen, alarms, undelivered: [...state.undelivered, ...notices] };
};

/** What the webhook took is not told again. */
export const afterDelivery = (state: MonitorState, delivered: readonly Notice['id'][]): MonitorState => ({
  ...state,
  undelivered: state.undelivered.filter(({ id }) => !delivered.includes(id)),
});

const sideAfter = ({ cluster, seen }: SideWatched, look: SideLook, at: string): SideWatched => ({
  cluster,
  seen: look.kind === 'answered' ? answered(look.answer) : silentAfter(seen, look, at),
});

const answered = ({ hadrClusterStat, clusterState }: QueryAnswer): SideSeen => ({
  kind: 'answered',
  status: hadrClusterStat,
  ...(clusterState !== undefined && { clusterState }),
});

const silentAfter = (before: SideSeen, { code, why }: Extract<SideLook, { kind: 'silent' }>, at: string): SideSeen =>
  before.kind === 'silent'
    ? { ...before, misses: before.misses + 1, code, why }
    : { kind: 'silent', since: at, misses: 1, code, why, before: before.status };

/** The cluster whose status is one of a primary that streams, or should, tells the lag. */
const lagIn = (looks: Round['looks'], which: 'rpo' | 'rto'): LagSeen => {
  const answers = looks.flatMap((look) => (look.kind === 'answered' ? [look.answer] : []));
  const primary = answers.find(({ hadrClusterStat }) => hadrClusterStat.startsWith('archive'));
  if (primary === undefined) return { kind: 'unknown' };
  const seconds = Number.parseFloat(primary[which]);
  return Number.isFinite(seconds) ? { kind: 'measured', seconds: Math.round(seconds) } : { kind: 'broken' };
};
