import { pairName } from '../names.js';
import { lagText, type Lag } from './lag.js';
import { hasFailed, type MonitorState, type SideWatched } from './state.js';

/** What an alarm is about: a status word that says failure, or one of the monitor's own. */
export type AlarmKind = `${string}_fail` | 'rpo' | 'rto' | 'no_answer' | 'not_ready';

export interface Alarm {
  readonly kind: AlarmKind;
  /** A cluster, or both as one: `north~south`. */
  readonly about: string;
  readonly since: string;
  readonly text: string;
  /** The next move. */
  readonly hint: string;
  /** Rounds in a row in which it did not hold: it is over after {@link QUIET_ROUNDS}. */
  readonly quiet: number;
}

export const alarmKey = ({ kind, about }: Pick<Alarm, 'kind' | 'about'>): string => `${kind} ${about}`;

/** One look that was missed may be a worker that was restarted. */
const MISSES_UNTIL_ALARM = 2;
/** What comes and goes is one alarm, not many. */
const QUIET_ROUNDS = 2;

/** What holds now is raised once; what holds no more is over after a while; what nobody can see stays as it was. */
export const alarmsAfter = (state: MonitorState, at: string): readonly Alarm[] => {
  const now = holding(state).map((alarm) => ({ ...alarm, since: at, quiet: 0 }));
  const key = new Map(now.map((alarm) => [alarmKey(alarm), alarm]));
  const kept = state.alarms.flatMap((alarm) => {
    const again = key.get(alarmKey(alarm));
    if (again !== undefined) return [{ ...again, since: alarm.since }];
    if (isUnseen(state, alarm)) return [alarm];
    return alarm.quiet + 1 < QUIET_ROUNDS ? [{ ...alarm, quiet: alarm.quiet + 1 }] : [];
  });
  const old = new Set(state.alarms.map(alarmKey));
  return [...kept, ...now.filter((alarm) => !old.has(alarmKey(alarm)))];
};

type Holding = Pick<Alarm, 'kind' | 'about' | 'text' | 'hint'>;

const holding = (state: MonitorState): readonly Holding[] => {
  const { settings, watched, rpo, rto } = state;
  return [
    ...watched.flatMap(ofSide),
    ...overLimit(state, 'rpo', rpo, settings.rpoLimitSeconds),
    ...overLimit(state, 'rto', rto, settings.rtoLimitSeconds),
    ...notReady(state),
  ];
};

const ofSide = ({ cluster, seen }: SideWatched): readonly Holding[] => {
  if (seen.kind === 'silent') {
    return seen.misses < MISSES_UNTIL_ALARM
      ? []
      : [
          {
            kind: 'no_answer',
            about: cluster,
            text: `${cluster} does not answer since ${seen.since}: ${seen.why}`,
            hint: `See whether a worker of it runs (sdr worker --cluster ${cluster}) and the cluster answers there (cm_ctl query -Cv).`,
          },
        ];
  }
  return isFail(seen.status)
    ? [
        {
          kind: seen.status,
          about: cluster,
          text: `${cluster} is ${seen.status}${seen.clusterState === undefined ? '' : `, the cluster is ${seen.clusterState}`}`,
          hint: `sdr status --cluster ${cluster}; on its nodes: cm_ctl query -Cv`,
        },
      ]
    : [];
};

const isFail = (status: string): status is `${string}_fail` => hasFailed(status);

const overLimit = (state: MonitorState, kind: 'rpo' | 'rto', lag: Lag, limit: number): readonly Holding[] =>
  lag.kind === 'unknown' || lag.seconds <= limit
    ? []
    : [
        {
          kind,
          about: relationshipOf(state),
          text: `${kind.toUpperCase()} is ${lagText(lag)}, more than ${limit} s`,
          hint: 'Look at the link between the regions and at the load of the primary: sdr query.',
        },
      ];

const notReady = (state: MonitorState): readonly Holding[] => {
  const errors = state.readiness?.errors ?? [];
  return errors.length === 0
    ? []
    : [
        {
          kind: 'not_ready',
          about: relationshipOf(state),
          text: `the readiness check finds errors: ${errors.map(({ check, cluster }) => `${check} (${cluster ?? 'both'})`).join(', ')}`,
          hint: [...new Set(errors.map(({ remedy }) => remedy))].join(' '),
        },
      ];
};

/** Nothing can be said of a cluster that is silent, nor of the lag that nobody knows: an alarm about it stays. */
const isUnseen = ({ watched, rpo, rto }: MonitorState, { kind, about }: Alarm): boolean => {
  if (kind === 'rpo') return rpo.kind === 'unknown';
  if (kind === 'rto') return rto.kind === 'unknown';
  if (kind === 'no_answer') return false;
  return watched.some(({ cluster, seen }) => cluster === about && seen.kind === 'silent');
};

export const relationshipOf = ({ settings: { pair } }: Pick<MonitorState, 'settings'>): string =>
  pairName(pair.cluster, pair.peer);
