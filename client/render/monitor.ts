import Table from 'cli-table3';
import { relationshipOf, type Alarm } from '../../domain/monitor/alarms.js';
import type { Lag } from '../../domain/monitor/lag.js';
import { statusOf, type Readiness } from '../../domain/monitor/state.js';
import { pairName } from '../../domain/names.js';
import type { ClusterName } from '../../domain/topology.js';
import type { MonitorView } from '../../engine/monitor.js';
import { heads, word } from '../lang/index.js';
import { dayAndClock } from './time.js';

/** A line for each relationship; of one, its alarms and what it is not ready for too. */
export const monitorsText = (
  views: readonly MonitorView[],
  only: readonly [ClusterName, ClusterName] | undefined,
): string => {
  if (views.length === 0)
    return only === undefined ? word('monitorNone') : word('monitorNoneOf', { relationship: pairName(...only) });
  const table = new Table({
    head: heads('relationship', 'status', 'rpo', 'rto', 'alarms', 'ready', 'lookedAt'),
    style: { head: [], border: [] },
  });
  table.push(...views.map(rowOf));
  return [table.toString(), ...views.flatMap(linesOf)].join('\n');
};

const rowOf = (view: MonitorView): string[] => {
  const { settings, state } = view;
  const name = relationshipOf({ settings });
  if (state === undefined) return [name, howItIs(view, word('notLooked')), '', '', '', '', ''];
  return [
    name,
    howItIs(view, statusOf(state)),
    shortLag(state.rpo),
    shortLag(state.rto),
    state.alarms.length === 0 ? word('noAlarms') : state.alarms.map(({ kind }) => kind).join(', '),
    readyText(state.readiness),
    state.at === undefined ? '' : dayAndClock(state.at),
  ];
};

const shortLag = (lag: Lag): string => {
  switch (lag.kind) {
    case 'measured':
      return `${lag.seconds} s`;
    case 'growing':
      return word('growing', { seconds: lag.seconds });
    case 'unknown':
      return word('unknown');
  }
};

/** What was seen by a monitor that does not run is old. */
const howItIs = ({ paused, running }: MonitorView, status: string): string => {
  if (paused) return word('monitorPaused', { status });
  return running ? status : word('monitorSilent', { status });
};

const readyText = (readiness: Readiness | undefined): string =>
  readiness === undefined
    ? word('notChecked')
    : readiness.errors.length === 0
      ? word('ready')
      : word('notReady', { count: readiness.errors.length });

const linesOf = ({ state }: MonitorView): readonly string[] =>
  state === undefined
    ? []
    : [
        ...state.alarms.flatMap(alarmLines),
        ...(state.readiness?.errors ?? []).map(
          ({ check, cluster, found }) => `${cluster ?? word('betweenBoth')}: ${check}: ${found}`,
        ),
        ...undeliveredLines(state.undelivered.length),
      ];

const alarmLines = ({ kind, since, text, hint }: Alarm): readonly string[] => [
  `${dayAndClock(since)}  ${kind}: ${text}`,
  `  ${hint}`,
];

const undeliveredLines = (count: number): readonly string[] => (count === 0 ? [] : [word('undelivered', { count })]);
