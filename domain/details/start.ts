import { actionWorkflowId, pairWorkflowId } from '../names.js';
import { otherRole } from '../roles.js';
import { sideOf, type SideReport } from '../start/report.js';
import type { RunState, Said } from '../start/run-state.js';
import { linkTo } from './links.js';
import { clipped, plain } from './markdown.js';
import { nextMoves } from './next-moves.js';
import { composed, type Section } from './sections.js';
import { failureText, headlineOf, headroomOf, leftToDo, stepsOf, timesOf } from './side.js';
import { timeOf } from './times.js';

/**
 * One side's start as Markdown, for the details pane of the Temporal Web UI: what it is at, what to do, both sides' steps,
 * links to the other workflows. Of bounded length whatever the run went through.
 * @param namespace the run's, for links
 */
export const detailsOf = (state: RunState, namespace: string): string => {
  const side = sideOf(state);
  return composed([
    ...always(headlineOf(side), timesOf(side)),
    ...always(...leftToDo(side), ...(side.failure ? [failureText(side.failure)] : [])),
    { dispensable: 1, text: nextMoves(side) },
    { dispensable: 2, text: `### Steps\n\n${stepsOf(side)}` },
    ...headroomOf(side).map((text) => ({ dispensable: 1, text })),
    ...peerSections(state, namespace),
    ...parentSections(state, namespace),
    ...saidSections(state.said),
  ]);
};

const always = (...texts: readonly string[]): readonly Section[] => texts.map((text) => ({ dispensable: 0, text }));

const peerSections = ({ peer, request }: RunState, namespace: string): readonly Section[] =>
  peer === undefined
    ? [{ dispensable: 3, text: silentPeer(request.pair.peer, otherRole(request.role)) }]
    : [
        { dispensable: 3, text: [headlineOf(peer), `${linkOf(peer, namespace)}. ${timesOf(peer)}`].join('\n\n') },
        ...(peer.failure ? [{ dispensable: 3, text: failureText(peer.failure) }] : []),
        { dispensable: 5, text: stepsOf(peer) },
        ...headroomOf(peer).map((text) => ({ dispensable: 3, text })),
      ];

const silentPeer = (peer: RunState['request']['pair']['peer'], role: string): string =>
  `## ${plain(peer)}, ${plain(role)}\n\nhas not told of itself yet: nobody started it, or gs_sdr did. Its run will be ${plain(actionWorkflowId(peer))}.`;

/** A side that was not reached any more, or has ended, is not as it was told. */
const linkOf = ({ workflowId, runId, at }: SideReport, namespace: string): string =>
  `Its run: ${linkTo({ namespace, workflowId, runId })}, as it told at ${timeOf(at)}`;

/** A parent tells each side of itself; one that nobody started tells nothing. */
const parentSections = ({ request: { pair }, listeners }: RunState, namespace: string): readonly Section[] => {
  const workflowId = pairWorkflowId(pair.cluster, pair.peer);
  return listeners.includes(workflowId)
    ? [{ dispensable: 3, text: `Both sides as one: ${linkTo({ namespace, workflowId })}` }]
    : [];
};

const SAID = 5;

/** What operators said last, the newest first. */
const saidSections = (said: readonly Said[]): readonly Section[] => [
  { dispensable: 6, text: ['### Who said what', said.slice(-SAID).toReversed().map(saidLine).join('\n')].join('\n\n') },
];

const saidLine = ({ verb, at, by, reason }: Said): string =>
  [
    `- ${timeOf(at)} **${verb}**`,
    ...(by === undefined ? [] : [`by ${plain(clipped(by, 60))}`]),
    ...(reason === undefined ? [] : [`because: ${plain(clipped(reason, 120)).replaceAll('\n', ' ')}`]),
  ].join(' ');
