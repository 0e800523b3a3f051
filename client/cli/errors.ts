import { CommanderError } from 'commander';
import { ERRORS, asSdrError, type SdrError } from '../../domain/errors.js';
import { failureText, hintText } from '../render/failure.js';
import { progress } from './output.js';

/** Says what went wrong and what to do, and sets the exit status of the catalogue. */
export const report = (error: unknown, asJson: boolean): void => {
  if (error instanceof CommanderError) {
    // commander has said it already; help and version are no errors.
    process.exitCode = error.exitCode === 0 ? 0 : ERRORS.E_USAGE.exit;
    return;
  }
  const known = asSdrError(error);
  process.exitCode = ERRORS[known.code].exit;
  progress(asJson ? JSON.stringify({ error: asData(known) }) : asText(known));
  if (process.env['SDR_DEBUG'] === '1' && error instanceof Error) progress(error.stack ?? '');
};

const asText = (error: SdrError): string => `sdr: ${failureText(error)}\n${hintText(error.code)}`;

/** The same in every language. */
const asData = ({ code, message, hint, where }: SdrError) => ({
  code,
  exit: ERRORS[code].exit,
  message,
  hint,
  ...where,
});
