import { credentialsFile, readPassword, saveCredentials } from '../../cluster/credentials.js';
import { checkedPassword } from '../cli/password.js';
import { progress } from '../cli/output.js';

/**
 * A password from the command line goes where `sdr credentials set` would have put it, and nowhere else: this node's
 * worker reads it there.
 * @throws SdrError E_USAGE one that gs_sdr refuses; E_NO_CREDENTIALS, E_FILE_NOT_WRITTEN
 */
export const keepPassword = async (user: string, password: string): Promise<void> => {
  const file = credentialsFile();
  checkedPassword(password);
  progress(`-W: a password on a command line is seen by everybody. It is kept in ${file}, which a worker of this user on
this node reads; once it is there, leave -W away (sdr credentials set -U ${user}).`);
  if (!(await isKept(user, password, file))) await saveCredentials(user, password, file);
};

const isKept = async (user: string, password: string, file: string): Promise<boolean> => {
  try {
    return (await readPassword(user, file)).reveal() === password;
  } catch {
    return false;
  }
};
