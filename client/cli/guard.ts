import { input } from '@inquirer/prompts';
import Table from 'cli-table3';
import { SdrError, type ErrorCode } from '../../domain/errors.js';
import type { Overview } from '../../domain/looks.js';
import type { Overwrite } from '../../domain/start/request.js';
import type { ClusterPair } from '../../domain/topology.js';
import { bytes } from '../render/time.js';
import type { Engine } from '../../engine/engine.js';
import { lookOver } from '../../engine/looks.js';
import { progress } from './output.js';
import { answered } from './prompt.js';

export interface GuardOptions {
  readonly yesOverwrite?: string;
  readonly forceSessions: boolean;
}

/**
 * Before a cluster is erased: shows what is in it, and wants its name typed (or given with --yes-overwrite).
 * @throws SdrError E_SESSIONS_CONNECTED, E_OVERWRITE_NOT_CONFIRMED
 */
export const confirmOverwrite = async (
  engine: Engine,
  pair: ClusterPair,
  options: GuardOptions,
): Promise<Overwrite> => {
  const overview = await lookOver(engine, { pair });
  progress(`This start erases all data of cluster ${pair.cluster} and replaces it by a copy of ${pair.peer}:`);
  progress(overviewTable(overview));
  if (overview.sessions.length > 0 && !options.forceSessions) {
    const who = overview.sessions.map(({ user, database, address }) => `${user} in ${database} from ${address}`);
    throw new SdrError('E_SESSIONS_CONNECTED', `${who.length} sessions are connected: ${who.slice(0, 5).join(', ')}`, {
      cluster: pair.cluster,
    });
  }
  const confirmed = options.yesOverwrite ?? (await typed(pair.cluster));
  if (confirmed !== pair.cluster) {
    throw new SdrError('E_OVERWRITE_NOT_CONFIRMED', `"${confirmed}" is not the cluster’s name`, {
      cluster: pair.cluster,
    });
  }
  return { confirmed, despiteSessions: options.forceSessions };
};

/** What stands on a cluster that is a disaster standby already is a copy. */
const COPIED: readonly ErrorCode[] = ['E_ALREADY_RELATED', 'E_ALREADY_STANDBY_CLUSTER'];

/**
 * The same for a cluster that cannot be looked at, because a start was left half-way on it: whether it is still to be
 * erased is known when that is taken over.
 * @param why it cannot be looked at
 * @returns undefined when nobody can be asked, or there seems to be nothing left to ask for
 */
export const confirmUnseen = async (
  { cluster, peer }: ClusterPair,
  { yesOverwrite, forceSessions }: GuardOptions,
  why: SdrError,
): Promise<Overwrite | undefined> => {
  if (yesOverwrite === undefined && (COPIED.includes(why.code) || !process.stdin.isTTY)) return undefined;
  progress(`What is in cluster ${cluster} cannot be seen: ${why.message}`);
  progress(`This start erases all data of it, as far as that has not been done, and replaces it by a copy of ${peer}.`);
  return { confirmed: yesOverwrite ?? (await typed(cluster)), despiteSessions: forceSessions };
};

const overviewTable = ({ databases, sessions, lastWrite }: Overview): string => {
  const table = new Table({ head: ['database', 'size'], style: { head: [], border: [] } });
  table.push(...databases.map(({ name, bytes: size }) => [name, bytes(size)]));
  return [table.toString(), `last written: ${lastWrite ?? 'unknown'}`, `sessions connected: ${sessions.length}`].join(
    '\n',
  );
};

const typed = async (cluster: string): Promise<string> => {
  if (!process.stdin.isTTY) {
    throw new SdrError('E_OVERWRITE_NOT_CONFIRMED', 'there is no terminal to type its name on', { cluster });
  }
  return answered(input({ message: 'Type the cluster’s name to overwrite it:' }, { output: process.stderr }));
};
