import type { BothState, Refusal, SideSeen, Silence } from '../both/both-state.js';
import { ROLES } from '../roles.js';
import { linkTo } from './links.js';
import { block, clipped, plain } from './markdown.js';
import { nextMoves } from './next-moves.js';
import { composed, type Section } from './sections.js';
import { failureText, headlineOf, headroomOf, leftToDo, stepsOf, timesOf } from './side.js';
import { dayAndTimeOf, timeOf } from './times.js';

/**
 * Both sides as Markdown, for the details pane of the Temporal Web UI.
 * @param namespace the run's, for links
 */
export const bothDetails = (state: BothState, namespace: string): string =>
  composed([
    { dispensable: 0, text: headOf(state) },
    ...ROLES.flatMap((role) => sideSections(state.sides[role], namespace)),
    { dispensable: 1, text: block([`sdr abort --cluster ${pairOf(state)}  # both sides, the standby first`]) },
  ]);

const pairOf = ({ sides }: BothState): string => `${sides.primary.cluster}~${sides.disaster_standby.cluster}`;

const headOf = ({ phase, sides, startedAt, endedAt }: BothState): string =>
  [
    `# ${plain(sides.primary.cluster)} → ${plain(sides.disaster_standby.cluster)}: ${phase}`,
    `Begun ${dayAndTimeOf(startedAt)}${endedAt === undefined ? '' : `, ended ${timeOf(endedAt)}`}`,
  ].join('\n\n');

const sideSections = ({ cluster, role, report, silent, refused }: SideSeen, namespace: string): readonly Section[] => [
  { dispensable: 0, text: report ? headlineOf(report) : `## ${plain(cluster)}, ${plain(role)}` },
  ...[...(silent ? [silenceText(silent)] : []), ...(refused ? [refusalText(refused)] : [])].map((text) => ({
    dispensable: 0,
    text,
  })),
  ...(report
    ? [
        { dispensable: 2, text: `Its run: ${linkTo({ namespace, ...report })}. ${timesOf(report)}` },
        ...leftToDo(report).map((text) => ({ dispensable: 1, text })),
        ...(report.failure ? [{ dispensable: 0, text: failureText(report.failure) }] : []),
        ...(report.phase === 'parked' || report.phase === 'paused'
          ? [{ dispensable: 1, text: nextMoves(report) }]
          : []),
        { dispensable: 3, text: stepsOf(report) },
        ...headroomOf(report).map((text) => ({ dispensable: 2, text })),
      ]
    : [{ dispensable: 2, text: 'has not told of itself yet' }]),
];

const silenceText = ({ since, why, hint }: Silence): string =>
  `**No answer since ${timeOf(since)}**: ${plain(clipped(why, 300))}. ${plain(clipped(hint, 300))}`;

const refusalText = ({ code, message, hint }: Refusal): string =>
  `**${plain(code)}** ${plain(clipped(message, 700))}\n\n**What to do:** ${plain(hint)}`;
