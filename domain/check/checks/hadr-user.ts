import { ERRORS } from '../../errors.js';
import { ROLES } from '../../roles.js';
import { check, finding, OK, one } from '../check.js';

/** The database user of the replication. */
export const HADR_USER_CHECKS = [
  check({
    id: 'hadr-password-known',
    title: 'the worker knows the hadr user’s password',
    severity: 'error',
    roles: ROLES,
    remedy: ERRORS.E_NO_CREDENTIALS.hint,
    source: 'the worker’s credentials',
    judge: ({ hadr: { password } }) => (password.kind === 'unseen' ? finding(password.why) : OK),
  }),
  check({
    id: 'hadr-password-usable',
    title: 'the tools take the hadr user’s password',
    severity: 'error',
    roles: ROLES,
    remedy:
      'Choose one that does not begin with a dash, without blanks and without | ; & $ < > ` \' " { } ( ) [ ] ~ * ? ! and line ends.',
    source: 'the worker’s credentials',
    judge: ({ hadr }) =>
      one(hadr.password, (state) =>
        state === 'refused by the tools' ? 'it begins with a dash or has a character that the tools refuse' : undefined,
      ),
  }),
  check({
    id: 'hadr-password-strong',
    title: 'the hadr user’s password is strong',
    severity: 'warning',
    roles: ROLES,
    remedy:
      'Choose 8 to 32 characters of three kinds (capitals, small letters, digits, others), other than the user’s name.',
    source: 'the worker’s credentials',
    judge: ({ hadr }) => one(hadr.password, (state) => (state === 'weak' ? 'it is weak' : undefined)),
  }),
  check({
    id: 'hadr-user',
    title: 'the hadr user exists and may replicate',
    severity: 'error',
    roles: ['primary'],
    remedy: ERRORS.E_HADR_USER.hint,
    source: 'pg_user of the primary',
    judge: ({ hadr, hadrUser }) =>
      one(hadr.user, (may) => {
        if (may === 'yes') return undefined;
        return may === 'no' ? `user ${hadrUser} has no replication privilege` : `there is no user ${hadrUser}`;
      }),
  }),
  check({
    id: 'hadr-login',
    title: 'the hadr user can log in with the worker’s password',
    severity: 'error',
    roles: ['primary'],
    remedy: 'Set the right password with `sdr credentials set`, or in the database with ALTER USER.',
    source: '`gsql -U USER` on the primary',
    judge: ({ hadr, hadrUser }) =>
      one(hadr.login, (login) => (login === 'refused' ? `${hadrUser} is refused` : undefined)),
  }),
  check({
    id: 'hadr-user-not-stored',
    title: 'no hadr user is stored in the global configuration',
    severity: 'info',
    roles: ['primary'],
    remedy: 'Nothing to do: start replaces it.',
    source: 'gs_global_config of the primary',
    judge: ({ hadr }) => one(hadr.stored, (stored) => (stored ? 'hadr_user_info is there from before' : undefined)),
  }),
] as const;
