import type { DatanodeNow, QueryAnswer } from '../../domain/looks.js';
import { datanodeName } from '../../domain/topology.js';
import type { Asked, SideView } from '../../engine/relationship.js';
import { word } from '../lang/index.js';
import { changeLine, changeLines, lastEvents } from './changes.js';
import { hintText, toldFailureText } from './failure.js';
import { runLines } from './run.js';
import { clock } from './time.js';

/** So many of the last events stand below the steps. */
const EVENTS = 4;

/** One side of a relationship as lines for a screen: what the cluster says, its run's steps, what happened last. */
export const sideLines = (side: SideView): readonly string[] => [...sideNow(side), ...eventLines(side)];

/** The same without what happened. */
export const sideNow = (side: SideView): readonly string[] => {
  const [head = word('nothing', { cluster: side.cluster }), ...steps] = side.run ? runLines(side.run.state) : [];
  return [head, ...askedLines(side.asked), ...missingLines(side), ...steps];
};

const askedLines = (asked: Asked | undefined): readonly string[] => {
  switch (asked?.kind) {
    case undefined:
      return [`  ${word('asking')}`];
    case 'failed':
      return [`  ${word('now', { answer: toldFailureText(asked) })}`, `  ${hintText(asked.code)}`];
    case 'answered':
      return [
        `  ${word('now', { answer: answerText(asked.answer) })}`,
        ...(asked.answer.datanodes ?? []).map((one) => `  ${datanodeText(one)}`),
      ];
  }
};

/** `archive, cluster Normal, RPO 0 s, RTO 1 s` as far as it is known. */
const answerText = ({ hadrClusterStat, clusterState, rpo, rto }: QueryAnswer): string =>
  [
    hadrClusterStat,
    clusterState === undefined ? word('noCm') : word('clusterState', { state: clusterState }),
    ...(rpo === '' ? [] : [`RPO ${rpo} s`]),
    ...(rto === '' ? [] : [`RTO ${rto} s`]),
  ].join(', ');

const datanodeText = ({ node, id, role, ha, reason }: DatanodeNow): string =>
  `${node} ${datanodeName(id)}: ${role}, ${ha}${reason === undefined ? '' : ` (${reason})`}`;

const missingLines = ({ cluster, run, away }: SideView): readonly string[] => [
  ...(away ? [`  ${word('away')}`] : []),
  ...(run?.execution === 'RUNNING' && run.source === 'memo' ? [`  ${word('noWorker', { cluster })}`] : []),
];

const eventLines = ({ run }: SideView): readonly string[] =>
  run === undefined ? [] : ['', ...lastEvents(run.state, EVENTS).map(({ at, text }) => `${clock(at)}  ${text.trim()}`)];

/** What happened on one side between two looks, one plain line each. */
export const sideChanges = (before: SideView | undefined, now: SideView): readonly string[] => [
  ...(now.run === undefined ? [] : changeLines(before?.run?.state, now.run.state)),
  ...[...newIn(before && missingLines(before), missingLines(now)), ...newIn(askedBefore(before), askedNow(now))].map(
    (text) => changeLine(now.cluster, { text: text.trim() }),
  ),
];

const askedNow = ({ asked }: SideView): readonly string[] => (asked === undefined ? [] : askedLines(asked));
const askedBefore = (side: SideView | undefined): readonly string[] => (side === undefined ? [] : askedNow(side));

const newIn = (before: readonly string[] | undefined, now: readonly string[]): readonly string[] =>
  now.filter((line) => !before?.includes(line));
