import { SdrError } from '../../domain/errors.js';
import { REFUSED_IN_PASSWORDS } from '../../domain/password.js';

/** The password as it was given. @throws SdrError E_USAGE which does not repeat it */
export const checkedPassword = (secret: string): string => {
  if (secret === '') throw new SdrError('E_USAGE', 'an empty password');
  if (REFUSED_IN_PASSWORDS.test(secret))
    throw new SdrError(
      'E_USAGE',
      'the password must not contain blanks or any of | ; & $ < > ` \\ \' " { } ( ) [ ] ~ * ? !',
    );
  return secret;
};
