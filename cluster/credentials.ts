import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SdrError } from '../domain/errors.js';
import { Secret } from './host/secret.js';

/**
 * Passwords of hadr users, kept with the worker and nowhere else: the variable SDR_PASSWORD, else a file that only its
 * owner can read.
 */
export const credentialsFile = (): string =>
  process.env['SDR_CREDENTIALS_FILE'] ?? join(homedir(), '.config', 'durable-sdr', 'credentials.json');

interface Credentials {
  readonly users: Readonly<Record<string, string>>;
}

const MINE_ALONE = 0o600;

/** @throws SdrError E_NO_CREDENTIALS: none for this user, or a file others may read */
export const readPassword = async (user: string, file = credentialsFile()): Promise<Secret> => {
  const fromVariable = process.env['SDR_PASSWORD'];
  if (fromVariable) return new Secret(fromVariable);
  const password = (await readCredentials(file)).users[user];
  if (password === undefined) throw new SdrError('E_NO_CREDENTIALS', `${file} has no password of user ${user}`);
  return new Secret(password);
};

/** Adds or replaces the user's password; the file is replaced as a whole. */
export const saveCredentials = async (user: string, password: string, file = credentialsFile()): Promise<void> => {
  const { users } = await readCredentials(file).catch((): Credentials => ({ users: {} }));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  const handle = await open(temporary, 'wx', MINE_ALONE);
  try {
    await handle.writeFile(`${JSON.stringify({ users: { ...users, [user]: password } }, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
};

const readCredentials = async (file: string): Promise<Credentials> => {
  const { mode } = await stat(file).catch(() => {
    throw new SdrError('E_NO_CREDENTIALS', `${file} is not there`);
  });
  if ((mode & 0o077) !== 0) throw new SdrError('E_NO_CREDENTIALS', `${file} can be read by others: chmod 600 it`);
  const value: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (
    typeof value === 'object' &&
    value !== null &&
    'users' in value &&
    typeof value.users === 'object' &&
    value.users !== null
  ) {
    const users = Object.entries(value.users).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return { users: Object.fromEntries(users) };
  }
  throw new SdrError('E_NO_CREDENTIALS', `${file} is not a credentials file`);
};
