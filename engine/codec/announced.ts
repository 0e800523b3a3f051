/**
 * A worker tells in its identity which keys it has, the one that encrypts first: who has none of another's keys finds out
 * before anything is started, instead of waiting for an answer that cannot be read.
 */
const ANNOUNCED = /^sdr-[^ ]+( keys=([^ ]+))?$/;

export const identityWith = (name: string, keyIds: readonly string[]): string =>
  keyIds.length === 0 ? name : `${name} keys=${keyIds.join(',')}`;

/** Undefined: it is no worker of this project's command line, and tells nothing. */
export const announcedBy = (identity: string): readonly string[] | undefined => {
  const [whole, , ids] = ANNOUNCED.exec(identity) ?? [];
  return whole === undefined ? undefined : (ids?.split(',') ?? []);
};

/** Whether each can read what the other one encrypts; without a key nothing is encrypted. */
export const understandEachOther = (one: readonly string[], other: readonly string[]): boolean =>
  canRead(one, other[0]) && canRead(other, one[0]);

export const canRead = (keys: readonly string[], encryptsWith: string | undefined): boolean =>
  encryptsWith === undefined || keys.includes(encryptsWith);
