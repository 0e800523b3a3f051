import type { RunResult } from '../host/host.js';
import type { Changed } from './rules.js';

/** A command that ended well. */
export const said = (stdout = ''): RunResult => ({ kind: 'exited', exitCode: 0, stdout, stderr: '' });

export const changed = (stdout: string, ...differences: Changed['differences']): Changed => ({ stdout, differences });

/** The word behind an option. */
export const behind = (words: readonly string[], option: string): string | undefined => {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
};
