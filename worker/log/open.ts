import { pino, stdTimeFunctions, type Logger } from 'pino';

/** The worker's log on stderr: a JSON object a line, with the level by name and the time as people write it. */
export const openLog = (level: string): Logger =>
  pino(
    { level, formatters: { level: (name) => ({ level: name }) }, timestamp: stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
