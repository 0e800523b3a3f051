import { SdrError } from '../domain/errors.js';
import type { Host } from './host/host.js';

/** Does the same on several nodes at once; see {@link onEach}. */
export const onNodes = <T>(hosts: readonly Host[], work: (host: Host) => Promise<T>): Promise<readonly T[]> =>
  onEach(hosts, ({ address }) => address, work);

/**
 * Does the same for several things at once, each on its node, and waits for all of them, so that a failure of one leaves
 * nothing running unwatched elsewhere. Several failures become one that names every node; it has the code of one that
 * lasts, if there is such a one: trying again could not help.
 */
export const onEach = async <Item, T>(
  items: readonly Item[],
  nodeOf: (item: Item) => string,
  work: (item: Item) => Promise<T>,
): Promise<readonly T[]> => {
  const results = await Promise.allSettled(items.map(work));
  const failures = items.flatMap((item, index) => {
    const result = results[index];
    return result?.status === 'rejected' ? [{ reason: result.reason as unknown, node: nodeOf(item) }] : [];
  });
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
