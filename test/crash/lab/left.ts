import type { Call, Lab, LabClusterName } from '../../../lab/index.js';
import type { RunState } from '../../../domain/start/run-state.js';
import { copiesOn } from '../../support/copies.js';
import { fingerprint, type Fingerprint } from '../../support/fingerprint.js';

/** What both sides of a start leave behind: equal for any two that went well. */
export interface Left {
  readonly ends: Readonly<Record<LabClusterName, unknown>>;
  readonly places: Fingerprint;
  /** Rows of each table on each node that replays, as on the primary. */
  readonly rows: Readonly<Record<string, unknown>>;
  /** How often each datanode was built. */
  readonly builds: Readonly<Record<string, number>>;
}

export const leftBy = async (lab: Lab, states: Readonly<Record<LabClusterName, RunState>>): Promise<Left> => ({
  ends: { north: endOf(states.north), south: endOf(states.south) },
  places: withoutKeys(await fingerprint(lab)),
  rows: await rowsOn(lab),
  builds: buildsIn(lab.calls()),
});

const endOf = ({ phase, status, recorded, entry, steps, failure }: RunState): unknown => ({
  phase,
  status,
  recorded,
  entry,
  failure: failure && `${failure.code} ${failure.message}`,
  steps: steps.map(({ id, outcome, parts }) => [id, outcome, ...parts.map((part) => [part.key, part.outcome])]),
});

/** The hadr user's cipher text and the keys are made anew by each start; that they are there is what counts. */
export const withoutKeys = (places: Fingerprint): Fingerprint =>
  Object.fromEntries(
    Object.entries(places).map(([place, found]) => {
      if (place.endsWith(' database') && Array.isArray(found)) return [place, found.map(([name]: unknown[]) => name)];
      return [place, place.endsWith('$GAUSSHOME/bin') ? Object.keys(found as object) : found];
    }),
  );

const COUNTS =
  'select (select count(*) from account), (select sum(hashtext(note)) from account), (select count(*) from journal)';

const rowsOn = (lab: Lab): Promise<Readonly<Record<string, unknown>>> => {
  const [, ...others] = lab.clusters.north.nodes;
  return copiesOn(lab, [...others, ...lab.clusters.south.nodes], COUNTS);
};

const buildsIn = (calls: readonly Call[]): Readonly<Record<string, number>> => {
  const builds: Record<string, number> = {};
  for (const { tool, argv, node } of calls)
    if (tool === 'gs_ctl' && argv[0] === 'build' && !argv.includes('copy_secure_files'))
      builds[node] = (builds[node] ?? 0) + 1;
  return builds;
};

/** With each build that was done once more counted as one: where its own command was killed. */
export const buildsForgiven = (left: Left): Left => ({
  ...left,
  builds: Object.fromEntries(Object.entries(left.builds).map(([node, times]) => [node, times === 2 ? 1 : times])),
});

/** A start that went well. */
export const WELL = {
  ends: { north: { phase: 'done', status: 'archive' }, south: { phase: 'done', status: 'recovery' } },
  builds: { south1: 1, south2: 1, south3: 1 },
} as const;

/** Where two differ: place by place, for people. */
export const differencesBetween = (calm: Left, now: Left): readonly string[] =>
  (['ends', 'places', 'rows', 'builds'] as const).flatMap((kind) =>
    [...new Set([...Object.keys(calm[kind]), ...Object.keys(now[kind])])].flatMap((place) => {
      const [was, is] = [calm[kind], now[kind]].map((all) => JSON.stringify((all as Record<string, unknown>)[place]));
      return was === is ? [] : [`${kind} ${place}: ${was ?? 'nothing'} → ${is ?? 'nothing'}`];
    }),
  );
