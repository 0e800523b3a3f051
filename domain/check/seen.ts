/** What was looked at: what was there, or why nobody could look. The second is never taken for the first. */
export type Seen<T> = { readonly kind: 'seen'; readonly value: T } | { readonly kind: 'unseen'; readonly why: string };

export const seen = <T>(value: T): Seen<T> => ({ kind: 'seen', value });

export const unseen = (why: string): Seen<never> => ({ kind: 'unseen', why });

/** What follows from what was seen. */
export const ofSeen = <A, B>(fact: Seen<A>, follow: (value: A) => B): Seen<B> =>
  fact.kind === 'seen' ? seen(follow(fact.value)) : fact;
