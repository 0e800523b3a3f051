/** openGauss's own rules for passwords, and gs_sdr's for those that go through its tools. */

/** What the tools trip over: what looks like an option, blanks, and what a shell reads. */
export const REFUSED_IN_PASSWORDS = /^-|[\s\0|;&$<>`'"{}()[\]~*?!\\]/;

const KINDS = [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z0-9]/];
const [SHORTEST, LONGEST, KINDS_NEEDED] = [8, 32, 3];

/** What may be told of a password: nothing that helps to guess it. */
export const strengthOf = (user: string, password: string): 'refused by the tools' | 'weak' | 'strong' => {
  if (REFUSED_IN_PASSWORDS.test(password)) return 'refused by the tools';
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  const named = [user, Array.from(user).toReversed().join('')].some(
    (name) => name.toLowerCase() === password.toLowerCase(),
  );
  const fits = password.length >= SHORTEST && password.length <= LONGEST;
  return fits && kinds >= KINDS_NEEDED && !named ? 'strong' : 'weak';
};
