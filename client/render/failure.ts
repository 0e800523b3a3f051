import { retold, type ErrorCode, type SdrError } from '../../domain/errors.js';
import { CliError } from '../lang/cli-error.js';
import { texts, word } from '../lang/index.js';

/** What went wrong: code, place and finding, `[E_NO_CM] cluster south: …`. */
export const failureText = (error: SdrError): string =>
  `[${error.code}] ${texts().failure(error, error instanceof CliError ? error.told : error.found)}`;

/** The same of a failure that a run has told. */
export const toldFailureText = ({ code, message }: Told): string => failureText(retold(code, message));

export const hintText = (code: ErrorCode): string => `${word('hint')}: ${texts().hints[code]}`;

interface Told {
  readonly code: ErrorCode;
  readonly message: string;
}
