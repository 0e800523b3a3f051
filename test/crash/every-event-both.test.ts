import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BothState } from '../../domain/both/both-state.js';
import type { BothRequest } from '../../domain/both/request.js';
import { ROLES } from '../../domain/roles.js';
import { bothAbortUpdate } from '../../workflows/messages.js';
import { pairRequest } from '../support/both-request.js';
import { bothOn, type BothCalls, type BothServing } from '../support/both-serving.js';
import { failingTimes, held } from '../support/recording-activities.js';
import { temporalForTests, type TemporalForTests } from '../support/temporal.js';

/** As every-event.test.ts, for the parent and both its sides at once: no worker remembers anything from task to task. */
let temporal: TemporalForTests;
let both: BothServing;
beforeAll(async () => {
  temporal = await temporalForTests();
  both = bothOn(temporal);
});
afterAll(() => temporal.environment.teardown());

interface Story {
  readonly overrides: () => Parameters<BothServing['servingAll']>[1];
  readonly told: (request: BothRequest) => Promise<BothState>;
}

const STORIES: Readonly<Record<string, () => Story>> = {
  'both sides’ start': () => ({ overrides: () => ({}), told: (request) => both.startBoth(request) }),
  'a failed build, and both started again': () => ({
    overrides: () => ({ buildMainStandby: failingTimes(1, 'E_BUILD_FAILED', 'buildMainStandby') }),
    told: async (request) => {
      expect(await both.startBoth(request)).toMatchObject({ phase: 'parked' });
      return both.startBoth(request);
    },
  }),
  'an abort while one builds and one waits': () => {
    const [wait, build] = [held('waitForMainStandby'), held('buildMainStandby')];
    return {
      overrides: () => ({ waitForMainStandby: wait.activity, buildMainStandby: build.activity }),
      told: async (request) => {
        const end = both.startBoth(request);
        await Promise.all([wait.began, build.began]);
        await both.handleOf(request).executeUpdate(bothAbortUpdate, { args: [{ reason: 'wrong day' }] });
        return end;
      },
    };
  },
};

/** Without times, names and whatever depends on which report came first. */
const comparable = ({ phase, sides, abort, said }: BothState): unknown => ({
  phase,
  abort,
  said: said.map(({ verb }) => verb),
  sides: ROLES.map((role) => {
    const { report, refused, entering } = sides[role];
    const steps = report?.steps.map(({ id, outcome, parts }) => [
      id,
      outcome,
      parts.map((part) => [part.key, part.outcome]),
    ]);
    return [role, refused, entering, report?.phase, report?.status, report?.entry, report?.recorded, steps];
  }),
});

/** What builds and starts is asked for in the order of the steps; the two cascade standbys go together. */
const inOrder = ({ primary, standby }: BothCalls) => ({
  primary,
  standby: standby.map((call) => call.replace(/^(buildCascadeStandby) .*/, '$1')),
});

const play = async ({ overrides, told }: Story, cached: number) => {
  const request = pairRequest();
  return both.servingAll(
    request,
    overrides(),
    async (calls) => {
      const state = await told(request);
      await both.handleOf(request).result();
      return { state: comparable(state), calls: inOrder(calls) };
    },
    { maxCachedWorkflows: cached },
  );
};

test.each(Object.keys(STORIES))('%s ends the same when its workers die behind every event', async (name) => {
  const story = STORIES[name]!;
  expect(await play(story(), 0)).toEqual(await play(story(), 100));
});
