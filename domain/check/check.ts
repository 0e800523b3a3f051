import type { Role } from '../roles.js';
import type { DatanodeFacts, NodeFacts, SideFacts } from './facts.js';
import type { Seen } from './seen.js';

/** error: start refuses or fails on it; warning: it will hurt later; info: worth knowing before. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How a check came out. Who could not look says `skipped` and why, never `ok`. */
export type Verdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'finding'; readonly found: string }
  | { readonly kind: 'skipped'; readonly why: string };

/** What every check has, whatever it looks at. */
export interface Described<Id extends string = string> {
  readonly id: Id;
  /** What holds when it is ok. */
  readonly title: string;
  readonly severity: Severity;
  /** The next move. */
  readonly remedy: string;
  /** Where the fact comes from. */
  readonly source: string;
}

/** One check of one cluster: pure, over what was found. */
export interface Check<Id extends string = string> extends Described<Id> {
  readonly roles: readonly Role[];
  readonly judge: (facts: SideFacts) => Verdict;
}

export const check = <Id extends string>(row: Check<Id>): Check<Id> => row;

export const OK: Verdict = { kind: 'ok' };
export const finding = (found: string): Verdict => ({ kind: 'finding', found });
export const skipped = (why: string): Verdict => ({ kind: 'skipped', why });

/** One fact: what is wrong with it, or undefined. */
export const one = <T>(fact: Seen<T>, wrong: (value: T) => string | undefined): Verdict => {
  if (fact.kind === 'unseen') return skipped(fact.why);
  const found = wrong(fact.value);
  return found === undefined ? OK : finding(found);
};

interface Place<T> {
  readonly name: string;
  readonly verdict: Verdict;
  readonly item?: T;
}

/** The same at several places: all that is wrong is found; without that, a place that could not be seen skips the check. */
export const all = (places: readonly Place<unknown>[]): Verdict => {
  const told = (kind: 'finding' | 'skipped'): readonly string[] =>
    places.flatMap(({ name, verdict }) =>
      verdict.kind !== kind ? [] : [`${name}: ${verdict.kind === 'finding' ? verdict.found : verdict.why}`],
    );
  const [found, why] = [told('finding'), told('skipped')];
  if (found.length > 0) return finding([...found, ...why.map((text) => `not looked at ${text}`)].join('; '));
  return why.length > 0 ? skipped(why.join('; ')) : OK;
};

export const onNodes = <T>(
  { nodes }: Pick<SideFacts, 'nodes'>,
  fact: (node: NodeFacts) => Seen<T>,
  wrong: (value: T, node: NodeFacts) => string | undefined,
): Verdict =>
  all(nodes.map((node) => ({ name: node.address.ip, verdict: one(fact(node), (value) => wrong(value, node)) })));

export const onDatanodes = <T>(
  { datanodes }: SideFacts,
  fact: (datanode: DatanodeFacts) => Seen<T>,
  wrong: (value: T, datanode: DatanodeFacts) => string | undefined,
): Verdict => {
  if (datanodes.kind === 'unseen') return skipped(datanodes.why);
  return all(
    datanodes.value.map((entry) => ({
      name: nameOf(entry),
      verdict: one(fact(entry), (value) => wrong(value, entry)),
    })),
  );
};

export const nameOf = ({ datanode: { id, nodeName } }: DatanodeFacts): string => `dn_${id} on ${nodeName}`;

/** The primary datanode alone: what the others have does not matter. */
export const onPrimary = <T>(
  facts: SideFacts,
  fact: (datanode: DatanodeFacts) => Seen<T>,
  wrong: (value: T, datanode: DatanodeFacts) => string | undefined,
): Verdict => {
  const { datanodes } = facts;
  if (datanodes.kind === 'unseen') return skipped(datanodes.why);
  const primary = datanodes.value.find(({ datanode }) => datanode.role === 'Primary');
  if (primary === undefined) return skipped('the cluster has no primary datanode');
  return onDatanodes({ ...facts, datanodes: { kind: 'seen', value: [primary] } }, fact, wrong);
};

/** What differs between places that ought to be alike: undefined when all are. */
export const differing = (values: readonly (readonly [place: string, value: string])[]): string | undefined =>
  new Set(values.map(([, value]) => value)).size <= 1
    ? undefined
    : values.map(([place, value]) => `${place} ${value || '(nothing)'}`).join(', ');

/** Values of all places, or the first reason why there is none. */
export const together = <T>(
  facts: readonly (readonly [place: string, fact: Seen<T>])[],
): Seen<readonly (readonly [string, T])[]> => {
  const values: (readonly [string, T])[] = [];
  for (const [place, fact] of facts) {
    if (fact.kind === 'unseen') return { kind: 'unseen', why: `${place}: ${fact.why}` };
    values.push([place, fact.value]);
  }
  return { kind: 'seen', value: values };
};

export const list = (words: readonly string[]): string | undefined => (words.length > 0 ? words.join(', ') : undefined);
