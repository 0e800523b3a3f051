import { PARTS } from './parts.js';
import type { RunState, StepOutcome, StepRecord } from './run-state.js';
import { stepOf } from './steps.js';

const MARKS: Readonly<Record<StepOutcome, string>> = {
  pending: '·',
  running: '▶',
  done: '✓',
  skipped: '–',
  failed: '✗',
};

/** The run as Markdown, for the details pane of the Temporal Web UI. */
export const detailsOf = (state: RunState): string => {
  const { request, phase, status, failure } = state;
  return [
    `**${request.pair.cluster}** as ${request.role}, peer **${request.pair.peer}**: status \`${status}\`, ${phase}, entry ${state.entry}`,
    ...(failure
      ? [`**${failure.code}** ${failure.message}`, failure.hint, `Go on: \`sdr start\` again, or the update *retry*.`]
      : []),
    ...(state.facts.left ?? []).map((sentence) => `**Left to do by hand:** ${sentence}`),
    stepLines(state.steps),
    ...Object.entries(state.progress).map(
      ([key, { percent, node, said }]) =>
        `${key} on ${node}: ${[percent === undefined ? [] : `${percent} %`, said ?? []].flat().join(' ')}`,
    ),
  ].join('\n\n');
};

export const stepLines = (steps: readonly StepRecord[]): string => steps.map(stepLine).join('\n');

const stepLine = (step: StepRecord): string => {
  const { number, title } = stepOf(step.id);
  const running = step.parts.filter(({ outcome }) => outcome === 'running').map(({ part }) => PARTS[part].does);
  return `- ${MARKS[step.outcome]} ${number ?? '–'} ${title}${running.length > 0 ? `: ${running.join(', ')}` : ''}`;
};
