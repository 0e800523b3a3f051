import { CommanderError } from 'commander';
import { ERRORS, SdrError } from '../../domain/errors.js';
import type { RunFailure } from '../../domain/start/run-state.js';
import { progress } from './output.js';

/** Says what went wrong and what to do, and sets the exit status of the catalogue. */
export const report = (error: unknown, asJson: boolean): void => {
  if (error instanceof CommanderError) {
    // commander has said it already; help and version are no errors.
    process.exitCode = error.exitCode === 0 ? 0 : ERRORS.E_USAGE.exit;
    return;
  }
  const known =
    error instanceof SdrError
      ? error
      : new SdrError('E_INTERNAL', error instanceof Error ? error.message : String(error));
  process.exitCode = ERRORS[known.code].exit;
  if (asJson) {
    progress(JSON.stringify({ error: { code: known.code, message: known.message, hint: known.hint, ...known.where } }));
    return;
  }
  progress(`sdr: [${known.code}] ${known.message}\nhint: ${known.hint}`);
  if (process.env['SDR_DEBUG'] === '1' && error instanceof Error) progress(error.stack ?? '');
};

/** A failure that a run told, as an error of the command line. */
export const errorOf = ({ code, message }: RunFailure): SdrError => new SdrError(code, message);
