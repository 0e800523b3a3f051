import { SdrError } from '../../domain/errors.js';

/** gs_sdr's rule: the original puts the password into shell commands. */
const REFUSED = /[\s|;&$<>\\'"{}()[\]~*?!`]/;

/** The password as it was given. @throws SdrError E_USAGE which does not repeat it */
export const checkedPassword = (secret: string): string => {
  if (secret === '') throw new SdrError('E_USAGE', 'an empty password');
  if (REFUSED.test(secret))
    throw new SdrError(
      'E_USAGE',
      'the password must not contain blanks or any of | ; & $ < > ` \\ \' " { } ( ) [ ] ~ * ? !',
    );
  return secret;
};
