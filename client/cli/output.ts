/** The result goes to stdout, everything else to stderr. A reader that went away is no failure. */
export const result = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

export const progress = (text: string): void => {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
};

/** Whether people watch: then the display is redrawn, else changes are written line by line. */
export const isWatched = (): boolean => process.stderr.isTTY && process.env['TERM'] !== 'dumb';

export const ignoreClosedPipes = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
};
