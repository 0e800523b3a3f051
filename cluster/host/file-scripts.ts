import { TEMPORARY, temporaryBeside } from './temporary.js';
import { quoteArgument } from './quote.js';

/**
 * Shell scripts for files of another node, for bash. Each program that a shell starts costs milliseconds on a busy node:
 * what bash can do itself it does.
 */

/** Exit status of a script that could not read. */
export const NOT_READ = 3;
const FOUND = 'found\n';

/** ENOTDIR counts as absent, as it does on the local host: only what exists can fail to be read. */
export const readScript = (path: string): string => {
  const file = quoteArgument(path);
  return `if [ -e ${file} ]; then echo found; base64 ${file} || exit ${NOT_READ}; fi`;
};

export const listScript = (path: string): string => {
  const directory = quoteArgument(path);
  return [
    `[ -d ${directory} ] || exit 0`,
    `cd ${directory} && [ -r . ] || exit ${NOT_READ}`,
    `echo found`,
    `shopt -s nullglob dotglob`,
    `for name in *; do printf '%s\\0' "$name"; done`,
  ].join('\n');
};

/** What {@link readScript} or {@link listScript} printed; undefined when there is no such file or directory. */
export const foundIn = (printed: string): string | undefined =>
  printed.startsWith(FOUND) ? printed.slice(FOUND.length) : undefined;

export const removeScript = (path: string): string => {
  const name = quoteArgument(path);
  return `if [ -e ${name} ] || [ -L ${name} ]; then rm -rf -- ${name}; fi`;
};

export const makeDirectoryScript = (path: string, mode: number): string => {
  const directory = quoteArgument(path);
  return `{ [ -d ${directory} ] || mkdir -p -- ${directory}; } && chmod ${octal(mode)} ${directory}`;
};

/**
 * Writes beside the place, flushes, renames. The content is part of the script, which runs as a whole or, when its
 * writer dies on the way, not at all.
 */
export const replaceScript = (path: string, content: Buffer, mode: number): string => {
  const temporary = quoteArgument(temporaryBeside(path));
  return [
    `umask ${octal(0o777 & ~mode)}`,
    `t=${temporary}$$${TEMPORARY.suffix}`,
    `${printed(content)} >"$t" &&${(mode & EXECUTABLE) === 0 ? '' : ` chmod ${octal(mode)} "$t" &&`}`,
    `  { sync -d "$t" 2>/dev/null || sync; } && mv -fT -- "$t" ${quoteArgument(path)} || { rm -f -- "$t"; exit 1; }`,
  ].join('\n');
};

/** bash prints plain text by itself. */
const printed = (content: Buffer): string => {
  const text = content.toString('latin1');
  return /^[\t\n\x20-\x7e]*$/.test(text)
    ? `printf %s ${quoteArgument(text)}`
    : `printf %s ${content.toString('base64')} | base64 -d`;
};

/** A new file gets no such bit, whatever the mask. */
const EXECUTABLE = 0o111;

const octal = (mode: number): string => mode.toString(8);
