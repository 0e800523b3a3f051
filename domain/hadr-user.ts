import { SdrError } from './errors.js';

/**
 * Names of database users that every tool takes: the cluster's own processes put them into shell commands, a bar parts
 * user and password where both are stored, and what begins with a dash is an option.
 */
const TAKEN = /^[\p{L}_][\p{L}\p{N}_.@-]*$/u;
/** gs_ctl takes no longer one. */
const LONGEST_BYTES = 61;

export const isHadrUser = (name: string): boolean =>
  TAKEN.test(name) && new TextEncoder().encode(name).length <= LONGEST_BYTES;

/** @throws SdrError E_NAME_REFUSED */
export const hadrUser = (name: string): string => {
  if (!isHadrUser(name)) throw new SdrError('E_NAME_REFUSED', `${JSON.stringify(name)} is no name of a hadr user`);
  return name;
};
