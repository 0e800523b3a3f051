import { existsSync } from 'node:fs';

/**
 * Why tests with an entry point are skipped, on a machine without HAProxy; SDR_TEST_HAPROXY=required makes that a
 * failure, as where these tests must run.
 */
export const haproxySkipped = (): string | undefined => {
  if (['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].some((path) => existsSync(path))) return undefined;
  if (process.env['SDR_TEST_HAPROXY'] === 'required') throw new Error('HAProxy is required: apt-get install haproxy');
  return 'no haproxy here';
};
