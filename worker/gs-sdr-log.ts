import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { GsSdrLog } from '../activities/deps.js';
import { traceIdOf } from '../domain/names.js';

type Level = 'DEBUG' | 'LOG' | 'ERROR';

/**
 * gs_sdr's own log, so that what DBAs grep for is still there:
 * `[trace id][yyyy-mm-dd hh:mm:ss.ffffff][pid][start][DEBUG]:Start seventh step of streaming start.`
 * A log that cannot be written stops nothing; it is said once.
 */
export const gsSdrLogFile = (path: string, complain: (why: string) => void, action = 'start') => {
  let broken = false;
  const append = (text: string): void => {
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      appendFileSync(path, text, { mode: 0o600 });
    } catch (error) {
      if (!broken) complain(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      broken = true;
    }
  };
  const lines = (firstRunId: string, level: Level, texts: readonly string[]): void =>
    append(
      texts
        .map((text) => `[${traceIdOf(firstRunId)}][${timeStamp()}][${process.pid}][${action}][${level}]:${text}\n`)
        .join(''),
    );
  return {
    lines,
    of: (firstRunId: string): GsSdrLog => ({
      debug: (line) => lines(firstRunId, 'DEBUG', [line]),
      say: (line) => lines(firstRunId, 'LOG', [line]),
      error: (line) => lines(firstRunId, 'ERROR', [line]),
    }),
  };
};

export type GsSdrLogFile = ReturnType<typeof gsSdrLogFile>;

/** Local time with microseconds, as Python prints it. */
const timeStamp = (): string => {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${date} ${time}.${String(now.getMilliseconds()).padStart(3, '0')}000`;
};
