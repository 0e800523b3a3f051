import { dirname } from 'node:path/posix';

/**
 * Files are written beside their place and then renamed. What a writer that died has left is known by its name, whichever
 * kind of host it wrote on.
 */
export const TEMPORARY = { prefix: '.sdr-', suffix: '.tmp' } as const;

/** Up to the part that no other writer has. */
export const temporaryBeside = (path: string): string => `${dirname(path)}/${TEMPORARY.prefix}`;

export const isTemporary = (name: string): boolean =>
  name.startsWith(TEMPORARY.prefix) && name.endsWith(TEMPORARY.suffix);
