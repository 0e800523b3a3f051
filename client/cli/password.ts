import { REFUSED_IN_PASSWORDS } from '../../domain/password.js';
import { CliError } from '../lang/cli-error.js';

/** {@link REFUSED_IN_PASSWORDS} without the blanks, as people are told them. */
const CHARACTERS = '| ; & $ < > ` \\ \' " { } ( ) [ ] ~ * ? !';

/** The password as it was given. @throws SdrError E_USAGE which does not repeat it */
export const checkedPassword = (secret: string): string => {
  if (secret === '') throw new CliError('E_USAGE', 'emptyPassword');
  if (REFUSED_IN_PASSWORDS.test(secret)) throw new CliError('E_USAGE', 'passwordRefused', { characters: CHARACTERS });
  return secret;
};
