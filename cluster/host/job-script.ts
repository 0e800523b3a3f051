import { SECRET_VARIABLE, quoteArgument, quoteCommand } from './quote.js';
import type { Command } from './secret.js';

/**
 * Shell scripts of a job, for bash. Its directory holds `lock` (held by the running wrapper, not by what the command
 * leaves behind), `key` (whose it is), `command` (what it runs, without secrets), `pid` (the session it leads; its time
 * is when the job began), `out` and, at the end, `rc`.
 */
export interface JobFiles {
  readonly directory: string;
  readonly key: string;
}

/** What the start script answers, as its first word. */
export const START_ANSWERS = ['started', 'adopted', 'finished', 'lost', 'busy'] as const;
export type StartAnswer = (typeof START_ANSWERS)[number];

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
    // Who looks at a job holds the lock for a moment, and who starts one writes key and command right after taking it.
    `if ! flock -w 0.3 9; then`,
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
    // Blocks until the wrapper speaks; when it dies instead, the pipe ends.
    `read -r word < <(printf '%s\\n' "$${SECRET_VARIABLE}" | setsid bash -c ${quoteArgument(wrapperScript(command))} 2>/dev/null &)`,
    `[ "$word" = started ] && { echo started; exit 0; }`,
    `echo 'the wrapper did not start' >&2; exit 1`,
  ].join('\n');

/**
 * TERM is for the command: the wrapper stays until that has ended, else the lock would be free while it still runs,
 * and a second one could start. (The trap is not inherited.)
 */
const wrapperScript = (command: Command): string =>
  [
    `trap : TERM INT HUP`,
    `IFS= read -r ${SECRET_VARIABLE}`,
    `echo $$ >pid.tmp && mv pid.tmp pid`,
    // Whoever started it may be gone already: then this pipe kills the one that writes to it.
    `(echo started)`,
    `exec >/dev/null 2>&1`,
    `${quoteCommand(command)} </dev/null >out 2>&1 9>&-`,
    `echo $? >rc.tmp && mv rc.tmp rc`,
  ].join('\n');

/**
 * Blocks until nobody holds the lock, then prints what {@link stateScript} prints. After the given time it prints that
 * too, so that waiters whose worker is gone end by themselves.
 */
export const awaitScript = ({ directory }: JobFiles, seconds: number): string =>
  [`cd ${quoteArgument(directory)} || exit 1`, `flock -s -w ${seconds} lock true`, stateScript(directory)].join('\n');

/** Prints key, whether the lock is held, process id, when it began (epoch, s) and exit status, a line each or empty. */
export const stateScript = (directory: string): string =>
  [
    `cd ${quoteArgument(directory)} 2>/dev/null || exit 0`,
    `cat key 2>/dev/null; echo`,
    LOCK_WORD,
    `cat pid 2>/dev/null || echo`,
    `stat -c %Y pid 2>/dev/null || echo`,
    `cat rc 2>/dev/null || echo`,
  ].join('\n');

const LOCK_WORD = `flock -n -s lock true && echo free || echo held`;

/**
 * Ends the command and its children: TERM, then KILL for what is left after the grace. Prints whether the lock is free
 * afterwards, or nothing when there was nothing to do.
 */
export const stopScript = ({ directory, key }: JobFiles, graceSeconds: number): string =>
  [
    `cd ${quoteArgument(directory)} 2>/dev/null || exit 0`,
    `[ "$(cat key 2>/dev/null)" = ${quoteArgument(key)} ] || exit 0`,
    `flock -n -s lock true && exit 0`,
    `pid=$(cat pid) || exit 1`,
    `kill -TERM -- "-$pid" 2>/dev/null`,
    `flock -s -w ${graceSeconds} lock true`,
    // Whatever the command left in its session goes too.
    `kill -KILL -- "-$pid" 2>/dev/null`,
    `flock -s -w 5 lock true`,
    LOCK_WORD,
  ].join('\n');
