import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { newKeyLine } from '../../engine/codec/keys.js';

/** Writes a key file with a new key of each of these ids. */
export const writeKeys = async (path: string, ...ids: readonly string[]): Promise<string> => {
  await writeFile(path, `# for a test\n${ids.map(newKeyLine).join('\n')}\n`, { mode: 0o600 });
  return path;
};

/** Runs the work as a process whose environment names this key file; without one, none. */
export const withKeyFile = async <T>(path: string | undefined, work: () => Promise<T>): Promise<T> => {
  const before = process.env['SDR_CODEC_KEY_FILE'];
  process.env['SDR_CODEC_KEY_FILE'] = path ?? '';
  try {
    return await work();
  } finally {
    process.env['SDR_CODEC_KEY_FILE'] = before ?? '';
  }
};

/** An id that no other key has. */
export const newKeyId = (): string => `k-${randomBytes(4).toString('hex')}`;
