import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Writes beside and renames: processes of the lab read these files at any moment. */
export const writeAtomic = (path: string, text: string, mode = 0o644): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
};

export const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

export const readJson = <T>(path: string, otherwise: T): T => {
  const text = readText(path);
  return text === undefined ? otherwise : (JSON.parse(text) as T);
};
