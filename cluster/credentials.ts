import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
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
  const { users } = await readCredentials(file);
  const password = Object.hasOwn(users, user) ? users[user] : undefined;
  if (password === undefined) throw new SdrError('E_NO_CREDENTIALS', `${file} has no password of user ${user}`);
  return new Secret(password);
};

/**
 * Adds or replaces the user's password; the file is replaced as a whole.
 * @throws SdrError E_NO_CREDENTIALS the file that is there cannot be trusted; E_FILE_NOT_WRITTEN. It is unchanged then.
 */
export const saveCredentials = async (user: string, password: string, file = credentialsFile()): Promise<void> => {
  const users = (await isThere(file)) ? (await readCredentials(file)).users : {};
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await replace(file, `${JSON.stringify({ users: { ...users, [user]: password } }, null, 2)}\n`);
  } catch (error) {
    throw new SdrError('E_FILE_NOT_WRITTEN', `${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

const replace = async (file: string, text: string): Promise<void> => {
  const temporary = `${file}.${randomUUID()}`;
  const handle = await open(temporary, 'wx', MINE_ALONE);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
};

const readCredentials = async (file: string): Promise<Credentials> => {
  const { mode } = await stat(file).catch(() => {
    throw new SdrError('E_NO_CREDENTIALS', `${file} is not there`);
  });
  if ((mode & 0o077) !== 0) throw new SdrError('E_NO_CREDENTIALS', `${file} can be read by others: chmod 600 it`);
  const users = usersIn(await readFile(file, 'utf8'));
  if (users === undefined) throw new SdrError('E_NO_CREDENTIALS', `${file} is not a credentials file`);
  return { users };
};

/** Nothing when the text is something else: what it says is not repeated, it may hold a password. */
const usersIn = (text: string): Credentials['users'] | undefined => {
  const parsed = credentials.safeParse(asJson(text));
  return parsed.success ? parsed.data.users : undefined;
};

const credentials = z.object({ users: z.record(z.string(), z.string()) });

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
