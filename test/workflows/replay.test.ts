import { describe, expect, test } from '@jest/globals';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { HISTORIES } from '../histories/keep.js';
import { builtBundle } from '../support/temporal.js';

/**
 * Runs that began with an earlier version must go on with this one. Each history that was recorded is replayed: the
 * workflows must ask for the same things in the same order. A change that must ask for something else is made behind
 * `patched()`: test/histories/README.md tells how.
 */
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { forward: {} } },
});

const codePath = await builtBundle();

/** @returns why the workflows as they are now did not go the way of the history, or nothing when they did */
const replay = async (history: string): Promise<string | undefined> => {
  const options = { workflowBundle: { codePath }, replayName: 'recorded' };
  const recorded = [{ workflowId: 'recorded', history: JSON.parse(history) as unknown }];
  for await (const { error } of Worker.runReplayHistories(options, recorded)) return error?.message;
  return 'nothing was replayed';
};

const read = (version: string, story: string): string => readFileSync(join(HISTORIES, version, story), 'utf8');

const versions = readdirSync(HISTORIES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(versions)('a run begun with version %s goes on with this one', (version) => {
  test.each(readdirSync(join(HISTORIES, version)))('%s', async (story) => {
    expect(await replay(read(version, story))).toBeUndefined();
  });
});

describe('what could not go on is found', () => {
  const history = (): string => read(versions.at(-1) ?? '', 'primary-done.json');

  test.each([
    ['an activity of another type', '"activityType":{"name":"keepWal"}', '"activityType":{"name":"keepMoreWal"}'],
    ['an activity by another id', '"activityId":"4_set_wal_segments_step.keepWal"', '"activityId":"keepWal"'],
  ])('%s', async (_, was, is) => {
    const other = history().replace(was, is);
    expect(other).not.toBe(history());
    expect(await replay(other)).toContain('Nondeterminism');
  });
});
