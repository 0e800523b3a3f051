import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { StartScope } from '../../activities/contract.js';
import { activity } from '../../activities/activity.js';
import { SdrError } from '../../domain/errors.js';
import { startRequest } from '../support/start-request.js';
import { Secret } from '../../cluster/host/secret.js';

const scope: StartScope = {
  ...startRequest('primary'),
  firstRunId: 'run',
  recorded: 0,
  entry: 1,
  before: [],
};

const deps = {
  host: () => {
    throw new Error('no host is needed');
  },
  ownAddresses: [],
  passwordOf: () => Promise.resolve(new Secret('x')),
  log: () => ({ debug: () => undefined, say: () => undefined, error: () => undefined }),
};

afterEach(() => {
  jest.restoreAllMocks();
});

/** An attempt at reading the cluster that fails after so many seconds. */
const attempt = async (seconds: number, failedForMs: number) => {
  const environment = new MockActivityEnvironment({
    attempt: failedForMs === 0 ? 1 : 2,
    heartbeatDetails: failedForMs === 0 ? undefined : { failingMs: failedForMs },
  });
  let now = 1_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  const hangs = (): Promise<never> => {
    now += seconds * 1000;
    return Promise.reject(new SdrError('E_COMMAND_TIMED_OUT', 'no end'));
  };
  const failed: unknown = await environment
    .run(activity('readCluster', deps, hangs), scope)
    .catch((error: unknown) => error);
  return failed;
};

describe('a part that may fail for 30 s', () => {
  test('is tried again while it has not', async () => {
    expect(await attempt(5, 0)).toMatchObject({ nonRetryable: false });
    expect(await attempt(5, 10_000)).toMatchObject({ nonRetryable: false });
  });

  test('gives up when it has', async () => {
    expect(await attempt(5, 28_000)).toMatchObject({ type: 'E_COMMAND_TIMED_OUT', nonRetryable: true });
  });

  test('has a second attempt when a command hung at the first for longer than that', async () => {
    expect(await attempt(60, 0)).toMatchObject({ nonRetryable: false });
    expect(await attempt(60, 60_500)).toMatchObject({ nonRetryable: true });
  });

  test('has none after a command that was patient itself for long', async () => {
    expect(await attempt(1_800, 0)).toMatchObject({ nonRetryable: true });
  });
});
