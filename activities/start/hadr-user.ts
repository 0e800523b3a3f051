import { encryptLogin, generateKeys } from '../../cluster/hadr-keys.js';
import { dropHadrUser, logIn, mayReplicate, storeHadrUser as store, storedHadrUser } from '../../cluster/statements.js';
import { keepStoredHadrUser, rememberBefore } from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import type { Outcome } from '../contract.js';
import { currentPrimary, databaseOf, hadrLogin, home, hostOf, type Work } from '../work.js';
import { giveKeys, keyFilesOn, rememberKeyFiles } from './hadr-key-files.js';

/**
 * Runs at every entry, on the primary: the hadr user exists, may replicate, and its password is right.
 * Twice: it only looks.
 * @throws SdrError E_HADR_USER, E_HADR_LOGIN, E_NO_CREDENTIALS
 */
export const checkHadrUser = async (work: Work): Promise<Outcome> => {
  const { user, password } = await hadrLogin(work);
  const primary = await currentPrimary(work);
  const database = databaseOf(work, primary);
  work.log.debug('Start checking disaster recovery user.');
  const may = await mayReplicate(database, user);
  if (may !== 'yes') {
    const why = may === 'no' ? `user ${user} has no replication privilege` : `there is no user ${user}`;
    throw new SdrError('E_HADR_USER', why, { node: database.host.address });
  }
  work.log.debug('Start checking disaster user password.');
  await logIn(database, { user, password });
  return { said: `${user} may replicate and can log in on dn_${primary.id}` };
};

/**
 * Makes the hadr keys on the home node when they are absent there, and gives every node the same.
 * Twice: keys that are there stay; copies that are equal are not written.
 */
export const prepareHadrKeys = async (work: Work): Promise<Outcome> => {
  const made = await generateMissing(work);
  const keys = (await keyFilesOn(home(work))).map(({ found }) => found);
  const { written, before } = await giveKeys(work, keys);
  return {
    said: written || made ? 'the hadr keys were copied to all nodes' : 'every node has the hadr keys',
    before,
  };
};

/** @returns whether they were generated now, both of them, also where one was there */
const generateMissing = async (work: Work): Promise<boolean> => {
  const host = home(work);
  const files = await keyFilesOn(host);
  if (files.every(({ found }) => found !== undefined)) return false;
  work.log.debug('Start generate hadr key files.');
  await rememberKeyFiles(work, [{ host, files }]);
  await generateKeys(host, work.signal);
  return true;
};

/**
 * Stores user and password, encrypted with the hadr keys, in the database, from where the copies will have them.
 * Twice: the cipher text differs each time and replaces the one before; what stood there before the first time is kept
 * in the workspace.
 */
export const storeHadrUser = async (work: Work): Promise<Outcome> => {
  const login = await hadrLogin(work);
  const primary = await currentPrimary(work);
  const database = databaseOf(work, primary);
  work.log.debug(`Obtain hadr user info string on node:${primary.nodeName} with port:${work.scope.pair.local.port}.`);
  const stored = await storedHadrUser(database);
  const at = home(work);
  await keepStoredHadrUser(at, stored);
  const before = await rememberBefore(at, [{ kind: 'stored hadr user', existed: stored !== undefined }]);
  if (stored !== undefined) await dropHadrUser(database);
  work.log.debug('Start encrypt hadr user info.');
  await store(database, await encryptLogin(hostOf(work, primary), login, work.signal));
  return { said: `${login.user} is stored encrypted in dn_${primary.id}`, before };
};
