import { relationshipOf } from '../monitor/alarms.js';
import { lagText } from '../monitor/lag.js';
import { statusOf, type MonitorState, type SideWatched } from '../monitor/state.js';
import { actionWorkflowId } from '../names.js';
import { linkTo } from './links.js';
import { clipped, plain } from './markdown.js';
import { composed, type Section } from './sections.js';
import { dayAndTimeOf } from './times.js';

/**
 * The relationship as Markdown, for the details pane of the Temporal Web UI.
 * @param namespace the run's, for links
 */
export const monitorDetails = (state: MonitorState, namespace: string): string =>
  composed([
    { dispensable: 0, text: headOf(state) },
    { dispensable: 1, text: state.watched.map((side) => sideLine(side, namespace)).join('\n') },
    ...state.alarms.map(({ kind, since, text, hint }) => ({
      dispensable: 2,
      text: `**${plain(kind)}** since ${dayAndTimeOf(since)}: ${brief(text)}. ${brief(hint)}`,
    })),
    ...readinessSections(state),
    ...(state.undelivered.length > 0
      ? [
          {
            dispensable: 1,
            text: `${state.undelivered.length} notices are still to be delivered: see the workers’ logs.`,
          },
        ]
      : []),
  ]);

const headOf = (state: MonitorState): string =>
  [
    `## ${plain(relationshipOf(state))}: ${plain(statusOf(state))}`,
    `RPO ${lagText(state.rpo)}, RTO ${lagText(state.rto)}${state.at === undefined ? '' : `, looked at ${dayAndTimeOf(state.at)}`}`,
  ].join('\n\n');

const sideLine = ({ cluster, seen }: SideWatched, namespace: string): string => {
  const run = linkTo({ namespace, workflowId: actionWorkflowId(cluster) });
  return seen.kind === 'answered'
    ? `- ${run}: ${plain(seen.status)}${seen.clusterState === undefined ? '' : `, ${seen.clusterState}`}`
    : `- ${run}: no answer since ${dayAndTimeOf(seen.since)} (${brief(seen.why)})${seen.before === undefined ? '' : `, before that ${plain(seen.before)}`}`;
};

const readinessSections = ({ readiness }: MonitorState): readonly Section[] =>
  readiness === undefined
    ? []
    : [
        {
          dispensable: 3,
          text: `### Readiness at ${dayAndTimeOf(readiness.at)}: ${readiness.errors.length} errors, ${readiness.warnings.length} warnings`,
        },
        ...[...readiness.errors, ...readiness.warnings].map(({ check, cluster, found }, index) => ({
          dispensable: 4 + index,
          text: `- ${plain(cluster ?? 'both')}: ${plain(check)}: ${brief(found)}`,
        })),
      ];

const brief = (text: string): string => plain(clipped(text, 300)).replaceAll('\n', ' ');
