import { SECRET_VARIABLE, quoteArgument, quoteCommand } from './quote.js';
import type { Command } from './secret.js';

/**
 * Shell scripts of a job. Its directory holds `lock` (held by the running wrapper, not by what the command leaves
 * behind), `key` (whose it is), `command` (what it runs, without secrets), `pid`, `out` and, at the end, `rc`.
 */
export interface JobFiles {
  readonly directory: string;
  readonly key: string;
}

/** What the start script answers, as its first word. */
export type StartAnswer = 'started' | 'adopted' | 'finished' | 'lost' | 'busy';

/**
 * Starts the command unless this key's job runs or has ended. The lock is taken before anything is looked at and is
 * handed to the wrapper by inheritance, so that two starters at once start one.
 */
export const startScript = ({ directory, key }: JobFiles, command: Command, shown: string): string =>
  [
    `umask 077`,
    `mkdir -p ${quoteArgument(directory)} && cd ${quoteArgument(directory)} || exit 1`,
    `IFS= read -r ${SECRET_VARIABLE}`,
    `exec 9>>lock`,
    `key=${quoteArgument(key)}; command=${quoteArgument(shown)}`,
    `if ! flock -w 0.3 9; then`,
    // The holder writes key and command right after it took the lock.
    `  for i in 1 2 3 4 5 6 7 8 9 10; do [ -s pid ] && break; sleep 0.1; done`,
    `  [ "$(cat key 2>/dev/null)" = "$key" ] && { echo adopted; exit 0; }`,
    `  [ "$(cat command 2>/dev/null)" = "$command" ] && { printf %s "$key" >key; echo adopted; exit 0; }`,
    `  echo "busy $(cat key 2>/dev/null): $(cat command 2>/dev/null)"; exit 0`,
    `fi`,
    `if [ "$(cat key 2>/dev/null)" = "$key" ]; then`,
    `  [ -s rc ] && { echo "finished $(cat rc)"; exit 0; }`,
    `  [ -s pid ] && { echo lost; exit 0; }`,
    `fi`,
    `rm -f rc pid out`,
    `printf %s "$key" >key; printf %s "$command" >command`,
    `printf '%s\\n' "$${SECRET_VARIABLE}" | setsid bash -c ${quoteArgument(wrapperScript(command))} >/dev/null 2>&1 &`,
    `for i in $(seq 200); do [ -s pid ] && { echo started; exit 0; }; sleep 0.05; done`,
    `echo 'the wrapper did not start' >&2; exit 1`,
  ].join('\n');

const wrapperScript = (command: Command): string =>
  [
    `IFS= read -r ${SECRET_VARIABLE}`,
    `echo $$ >pid.tmp && mv pid.tmp pid`,
    `${quoteCommand(command)} </dev/null >out 2>&1 9>&-`,
    `echo $? >rc.tmp && mv rc.tmp rc`,
  ].join('\n');

/** Blocks until nobody holds the lock, then prints what {@link stateScript} prints. */
export const awaitScript = ({ directory }: JobFiles): string =>
  [`cd ${quoteArgument(directory)} || exit 1`, `flock -s lock true`, stateScript(directory)].join('\n');

/** Prints key, whether the lock is held, process id and exit status (empty when there is none), a line each. */
export const stateScript = (directory: string): string =>
  [
    `cd ${quoteArgument(directory)} 2>/dev/null || exit 0`,
    `cat key 2>/dev/null; echo`,
    `flock -n -s lock true && echo free || echo held`,
    `cat pid 2>/dev/null || echo`,
    `cat rc 2>/dev/null || echo`,
  ].join('\n');

/** Ends the command and its children: TERM, then KILL for what is left after the grace. */
export const stopScript = ({ directory, key }: JobFiles, graceSeconds: number): string =>
  [
    `cd ${quoteArgument(directory)} 2>/dev/null || exit 0`,
    `[ "$(cat key 2>/dev/null)" = ${quoteArgument(key)} ] || exit 0`,
    `flock -n -s lock true && exit 0`,
    `pid=$(cat pid) || exit 0`,
    `kill -TERM -- "-$pid" 2>/dev/null`,
    `flock -s -w ${graceSeconds} lock true || kill -KILL -- "-$pid" 2>/dev/null`,
    `flock -s -w 5 lock true`,
    `kill -KILL -- "-$pid" 2>/dev/null; true`,
  ].join('\n');
