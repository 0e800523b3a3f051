import { readText } from './files/atomic.js';

/** A line of mountinfo, see proc_pid_mountinfo(5). */
export interface Mount {
  readonly point: string;
  /** A device; for what has none, whatever who mounted it called it. */
  readonly source: string;
}

/** What the process sees; nothing when it is gone or may not be looked into. */
export const mountsSeenBy = (pid: number | 'self'): readonly Mount[] =>
  (readText(`/proc/${pid}/mountinfo`) ?? '').split('\n').flatMap((line) => {
    // A number of optional fields ends with a dash.
    const [, point, source] = /^(?:\S+ ){4}(\S+) .*? - \S+ (\S+)/.exec(line) ?? [];
    return point === undefined || source === undefined ? [] : [{ point: plain(point), source: plain(source) }];
  });

/** Blanks and the like stand there as `\040`. */
const plain = (text: string): string =>
  text.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
