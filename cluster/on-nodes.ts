import { SdrError } from '../domain/errors.js';
import type { Host } from './host/host.js';

/**
 * Does the same on several nodes at once and waits for all of them, so that a failure on one leaves nothing running
 * unwatched on another. Several failures become one that names every node; it has the code of one that lasts, if
 * there is such a one: trying again could not help.
 */
export const onNodes = async <T>(hosts: readonly Host[], work: (host: Host) => Promise<T>): Promise<readonly T[]> => {
  const results = await Promise.allSettled(hosts.map(work));
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ reason: result.reason as unknown, node: hosts[index]?.address ?? '' }] : [],
  );
  const first = failures.find(({ reason }) => reason instanceof SdrError && reason.retry === 'never') ?? failures[0];
  if (first === undefined) return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failures.length === 1 || !(first.reason instanceof SdrError)) throw first.reason;
  const others = failures
    .filter((failure) => failure !== first)
    .map(({ node, reason }) => `${node}: ${reason instanceof Error ? reason.message : String(reason)}`);
  throw new SdrError(first.reason.code, `${first.reason.found}; and also ${others.join('; ')}`, {
    node: first.node,
    ...first.reason.where,
  });
};
