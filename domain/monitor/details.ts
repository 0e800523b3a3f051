import { relationshipOf } from './alarms.js';
import { lagText } from './lag.js';
import { statusOf, type MonitorState, type SideWatched } from './state.js';

/** The relationship as Markdown, for the details pane of the Temporal Web UI. */
export const monitorDetails = (state: MonitorState): string =>
  [
    `**${relationshipOf(state)}**: \`${statusOf(state)}\`, RPO ${lagText(state.rpo)}, RTO ${lagText(state.rto)}${state.at === undefined ? '' : `, looked at ${state.at}`}`,
    state.watched.map(sideLine).join('\n'),
    ...state.alarms.map(({ kind, since, text, hint }) => `**${kind}** since ${since}: ${text}. ${hint}`),
    ...readinessLines(state),
    ...(state.undelivered.length > 0
      ? [`${state.undelivered.length} notices are still to be delivered: see the workers’ logs.`]
      : []),
  ].join('\n\n');

const sideLine = ({ cluster, seen }: SideWatched): string =>
  seen.kind === 'answered'
    ? `- ${cluster}: \`${seen.status}\`${seen.clusterState === undefined ? '' : `, ${seen.clusterState}`}`
    : `- ${cluster}: no answer since ${seen.since} (${seen.why})${seen.before === undefined ? '' : `, before that \`${seen.before}\``}`;

const readinessLines = ({ readiness }: MonitorState): readonly string[] =>
  readiness === undefined
    ? []
    : [
        `Readiness at ${readiness.at}: ${readiness.errors.length} errors, ${readiness.warnings.length} warnings`,
        [...readiness.errors, ...readiness.warnings]
          .map(({ check, cluster, found }) => `- ${cluster ?? 'both'}: ${check}: ${found}`)
          .join('\n'),
      ].filter((line) => line !== '');
