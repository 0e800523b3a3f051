import { ERRORS } from '../../domain/errors.js';

/** The result goes to stdout, everything else to stderr. A reader that went away is no failure. */
export const result = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

export const progress = (text: string): void => {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
};

/**
 * Whether people watch, on a terminal whose size is known: then the display is redrawn, else changes are written line by
 * line.
 */
export const isWatched = (): boolean =>
  process.stderr.isTTY && process.stderr.rows > 0 && process.env['TERM'] !== 'dumb';

/**
 * Who reads the result may stop reading. Without anybody who reads the progress a command has nobody to work for; a run
 * that it follows goes on.
 */
export const ignoreClosedPipes = (): void => {
  endWhenClosed(process.stdout, 0);
  endWhenClosed(process.stderr, ERRORS.E_INTERRUPTED.exit);
};

const endWhenClosed = (stream: NodeJS.WriteStream, status: number): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? status);
    throw error;
  });
};
