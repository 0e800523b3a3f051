import { randomUUID } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './files/atomic.js';

/** A call of one of the tools by the product or an operator; what the lab's own processes do is not in it. */
export interface Call {
  readonly id: string;
  readonly cluster: string;
  readonly node: string;
  readonly tool: string;
  /** Arguments with every secret as `***`. */
  readonly argv: readonly string[];
  /** The statement(s) given to gsql. */
  readonly sql?: string;
  /** Whether it came in through ssh. */
  readonly ssh: boolean;
  /** Milliseconds since the epoch: when the tool's process began, before it could note the call. */
  readonly beganAt: number;
  readonly endedAt?: number;
  /** Absent: it was killed, or still runs. */
  readonly exitCode?: number;
}

type Begun = Omit<Call, 'id' | 'endedAt' | 'exitCode'>;
type Entry =
  | ({ readonly event: 'begin' } & Begun & { readonly id: string })
  | { readonly event: 'end'; readonly id: string; readonly endedAt: number; readonly exitCode: number };

const file = (directory: string): string => join(directory, 'calls.jsonl');

/** Written at the beginning too, so that a call that was killed is seen. @returns what notes its end */
export const logCall = (directory: string, call: Begun): ((exitCode: number) => void) => {
  const id = randomUUID();
  append(directory, { event: 'begin', id, ...call });
  return (exitCode) => append(directory, { event: 'end', id, endedAt: preciseNow(), exitCode });
};

/** One write of one line: several processes append at once. */
const append = (directory: string, entry: Entry): void =>
  appendFileSync(file(directory), `${JSON.stringify(entry)}\n`, { mode: 0o666 });

export const preciseNow = (): number => performance.timeOrigin + performance.now();

export const readCalls = (directory: string): readonly Call[] => {
  const calls = new Map<string, Call>();
  for (const line of (readText(file(directory)) ?? '').split('\n').filter(Boolean)) {
    const { event, ...entry } = JSON.parse(line) as Entry;
    const known = calls.get(entry.id);
    if (event === 'begin') calls.set(entry.id, entry as Call);
    else if (known !== undefined) calls.set(entry.id, { ...known, ...entry });
  }
  return [...calls.values()].toSorted((a, b) => a.beganAt - b.beganAt);
};

export const clearCalls = (directory: string): void => rmSync(file(directory), { force: true });

/** Passwords stand behind -P and -W, and behind the bar of gs_encrypt's `user|password`. */
export const masked = (tool: string, argv: readonly string[]): readonly string[] =>
  argv.map((argument, index) => {
    const before = argv[index - 1];
    if (before === '-W' || (before === '-P' && tool === 'gs_ctl')) return '***';
    return tool === 'gs_encrypt' && argument.includes('|') ? `${argument.split('|')[0] ?? ''}|***` : argument;
  });
