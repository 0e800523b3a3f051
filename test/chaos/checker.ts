import { SAMPLE_DATABASE, untilNormal } from '../../lab/index.js';
import { copiesOn } from '../support/copies.js';
import type { Runs } from './ending.js';
import { wrongEnds, wrongPlaces, type Known } from './expected.js';
import { faultsInHistories, openRuns } from './history.js';
import { placesOf } from './places.js';
import { processesIn, strayAmong } from './processes.js';
import { differingCopies, TABLE, wrongRows } from './rows.js';
import type { Stage } from './stage.js';
import { untilNone } from './until.js';

/** Something that must hold and does not. */
export interface Violation {
  readonly check: string;
  readonly differs: readonly string[];
}

/** What a round has come to. */
export interface RoundLeft {
  readonly runs: Runs;
  readonly since: Date;
  /** Ids of rows that the primary had acknowledged. */
  readonly acknowledged: readonly number[];
  /** What could not be brought to its end. */
  readonly stuck: readonly string[];
}

type Check = (stage: Stage, known: Known, left: RoundLeft) => Promise<readonly string[]> | readonly string[];

/** What has just ended may take a moment to be gone. */
const SETTLE_MS = 20_000;

const left: Readonly<Record<string, Check>> = {
  'no process is left': ({ lab }) => untilNone(() => strayAmong(processesIn(lab)), SETTLE_MS),
  'settings and files are as they should be': async ({ lab }, known, { runs }) =>
    wrongPlaces(known, runs, await placesOf(lab)),
};

/** After each round, in this order. */
const CHECKS: Readonly<Record<string, Check>> = {
  'nothing is stuck': (_stage, _known, { stuck }) => stuck,
  'both sides have ended as they should': (_stage, _known, { runs }) => wrongEnds(runs),
  'no run is open': ({ engine }) => untilNone(() => openRuns(engine.client), SETTLE_MS),
  'no failure is our own code’s': ({ engine }, _known, { since }) => faultsInHistories(engine.client, since),
  'workers run on': ({ crew }) => crew.lost().map((cluster) => `the worker of ${cluster} has ended by itself`),
  'no acknowledged row is lost': async ({ lab }, _known, { acknowledged }) => {
    const [primary] = lab.clusters.north.nodes;
    const rows = await lab.sql(primary!, `select id, payload from ${TABLE}`, SAMPLE_DATABASE);
    return wrongRows(acknowledged, new Map(rows.map(([id, payload]) => [Number(id), payload ?? ''])));
  },
  'the copies are equal': async ({ lab }, _known, { runs }) => {
    const replaying = runs.south?.state.phase === 'done' ? (['north', 'south'] as const) : (['north'] as const);
    for (const cluster of replaying) await untilNormal(lab, cluster);
    const [, ...others] = replaying.flatMap((cluster) => lab.clusters[cluster].nodes);
    return differingCopies(await copiesOn(lab, others, CONTENT));
  },
  ...left,
};

/** How many rows each table has, and which. */
const CONTENT = `select ${['account', 'journal', TABLE]
  .map((table) => `(select count(*) || ' ' || coalesce(sum(hashtext(t::text)), 0) from ${table} t)`)
  .join(', ')}`;

const played =
  (checks: Readonly<Record<string, Check>>) =>
  async (stage: Stage, known: Known, what: RoundLeft): Promise<readonly Violation[]> => {
    const violations: Violation[] = [];
    for (const [check, differs] of Object.entries(checks)) {
      const found = await Promise.resolve(differs(stage, known, what)).catch((error: unknown) => [String(error)]);
      if (found.length > 0) violations.push({ check, differs: found });
    }
    return violations;
  };

export const checkRound = played(CHECKS);

/** After both sides were given up: nothing of theirs is there. */
export const checkAborted = played(left);
