import type { BothRequest } from '../both/request.js';
import type { ClusterName } from '../topology.js';
import { nodesOf } from '../topology.js';
import type { Look } from '../names.js';
import type { StartRequest } from '../start/request.js';
import { PARTS, type PartId } from '../start/parts.js';
import { LAST_LINE, clipped, plain } from './markdown.js';

/** What the Temporal Web UI says of a workflow from its begin to its end: the engine keeps it, no worker is needed. */
export interface Statics {
  /** One line, at most 400 bytes. */
  readonly staticSummary: string;
  /** Markdown, at most 20,000 bytes. */
  readonly staticDetails: string;
}

export const startStatics = (request: StartRequest): Statics => {
  const { role, pair } = request;
  return {
    staticSummary: `start ${pair.cluster} as ${role}, peer ${pair.peer}`,
    staticDetails: [
      ROLE_TEXT[role](plain(pair.cluster), plain(pair.peer)),
      factsOf(request),
      HOW_TO_READ,
      LAST_LINE,
    ].join('\n\n'),
  };
};

const ROLE_TEXT = {
  primary: (cluster: string, peer: string) =>
    `Makes **${cluster}** the primary of a streaming disaster recovery. Its data and its sessions stay; **${peer}** becomes its copy.`,
  disaster_standby: (cluster: string, peer: string) =>
    `Makes **${cluster}** the disaster standby of **${peer}**. Its data is erased and replaced by a copy of ${peer}’s.`,
};

const factsOf = ({ pair, hadrUser, timeOutSeconds, onFailure, by, overwrite }: StartRequest): string =>
  [
    `nodes: ${nodesOf(pair.local)
      .map(({ ip }) => ip)
      .join(', ')}`,
    `hadr user: ${plain(hadrUser)}`,
    `time-out: ${timeOutSeconds} s`,
    `a failure from step 3 on: ${onFailure === 'park' ? 'waits for an operator' : 'ends the run'}`,
    ...(overwrite === undefined ? [] : [`may be overwritten: ${plain(overwrite.confirmed)}, typed by whoever asked`]),
    ...(by === undefined ? [] : [`asked by: ${plain(by)}`]),
  ]
    .map((fact) => `- ${fact}`)
    .join('\n');

const HOW_TO_READ =
  'Beside this, under **Current Details**: what it is at, what to do, the steps of both sides (key **R** asks again; it needs a worker of the cluster). Live progress of a build: tab **Pending Activities**.';

export const bothStatics = ({ primary, standby }: BothRequest): Statics => {
  const [one, other] = [primary.pair.cluster, standby.pair.cluster];
  return {
    staticSummary: `start ${one} as primary and ${other} as disaster_standby`,
    staticDetails: [
      `Starts **${plain(one)}** as primary and **${plain(other)}** as disaster standby, and ends when both have ended. Each side is a run of its own, which goes on without this one.`,
      'Under **Current Details**: both sides, with links to their runs. A parked side is steered there, or with `sdr`.',
      LAST_LINE,
    ].join('\n\n'),
  };
};

const LOOKS: Readonly<Record<Exclude<Look, 'plan'>, string>> = {
  query: 'status, RPO and RTO of',
  overview: 'what would be overwritten of',
  check: 'check, before a start, of',
};

/** The engine takes 400 bytes. */
const SUMMARY_LENGTH = 200;

/** `7_build_dn_instance_step · build the main standby · node1 dn_6001`: one activity among the events of a run. */
export const partSummary = (step: string, part: PartId, where: string): string =>
  clipped([step, PARTS[part].does, where].join(' · '), SUMMARY_LENGTH);

const SIDES = {
  see: 'see whether a start is there already',
  accompany: 'start or join it, then wait for news',
  abort: 'abort it',
} as const;

/** What a parent does with one of its sides. */
export const sideSummary = (does: keyof typeof SIDES, { pair, role }: StartRequest): string =>
  `${pair.cluster} · ${role} · ${SIDES[does]}`;

/** A look changes nothing, and its result says all. */
export const lookSummary = (look: Exclude<Look, 'plan'>, cluster: ClusterName): string => `${LOOKS[look]} ${cluster}`;

export const planSummary = ({ pair, role }: StartRequest): string =>
  `plan of the start of ${pair.cluster} as ${role}, peer ${pair.peer}`;
