import { ROLES } from '../roles.js';
import { stepLines } from '../start/details.js';
import type { BothState, SideSeen } from './both-state.js';

/** Both sides as Markdown, for the details pane of the Temporal Web UI. */
export const bothDetails = ({ phase, sides }: BothState): string =>
  [
    `**${sides.primary.cluster}** → **${sides.disaster_standby.cluster}**: ${phase}`,
    ...ROLES.map((role) => sideDetails(sides[role])),
  ].join('\n\n');

const sideDetails = ({ cluster, role, report, silent, refused }: SideSeen): string =>
  [
    `### ${cluster}, ${role}`,
    ...(silent ? [`**No answer since ${silent.since}**: ${silent.why}. ${silent.hint}`] : []),
    ...(refused ? [`**${refused.code}** ${refused.message}. ${refused.hint}`] : []),
    ...(report
      ? [`status \`${report.status}\`, ${report.phase}, entry ${report.entry}`, stepLines(report.steps)]
      : ['has not told of itself yet']),
    ...(report?.failure ? [`**${report.failure.code}** ${report.failure.message}. ${report.failure.hint}`] : []),
  ].join('\n\n');
