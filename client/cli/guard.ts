import { input } from '@inquirer/prompts';
import Table from 'cli-table3';
import type { ErrorCode, SdrError } from '../../domain/errors.js';
import type { Overview } from '../../domain/looks.js';
import type { Overwrite } from '../../domain/start/request.js';
import type { ClusterPair } from '../../domain/topology.js';
import { CliError } from '../lang/cli-error.js';
import { heads, word } from '../lang/index.js';
import { failureText } from '../render/failure.js';
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
  progress(word('erases', { cluster: pair.cluster, peer: pair.peer }));
  progress(overviewTable(overview));
  if (overview.sessions.length > 0 && !options.forceSessions) {
    const who = overview.sessions.map(({ user, database, address }) => `${user} in ${database} from ${address}`);
    const sessions = { count: who.length, sessions: who.slice(0, 5).join(', ') };
    throw new CliError('E_SESSIONS_CONNECTED', 'sessions', sessions, { cluster: pair.cluster });
  }
  const confirmed = options.yesOverwrite ?? (await typed(pair.cluster));
  if (confirmed !== pair.cluster) {
    const where = { cluster: pair.cluster };
    throw new CliError('E_OVERWRITE_NOT_CONFIRMED', 'notTheName', { typed: confirmed }, where);
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
  progress(word('unseen', { cluster, failure: failureText(why) }));
  progress(word('erasesUnseen', { peer }));
  return { confirmed: yesOverwrite ?? (await typed(cluster)), despiteSessions: forceSessions };
};

const overviewTable = ({ databases, sessions, lastWrite }: Overview): string => {
  const table = new Table({ head: heads('database', 'size'), style: { head: [], border: [] } });
  table.push(...databases.map(({ name, bytes: size }) => [name, bytes(size)]));
  return [
    table.toString(),
    word('lastWritten', { at: lastWrite ?? word('unknown') }),
    word('sessionsConnected', { count: sessions.length }),
  ].join('\n');
};

const typed = async (cluster: string): Promise<string> => {
  if (!process.stdin.isTTY) {
    throw new CliError('E_OVERWRITE_NOT_CONFIRMED', 'noTerminal', {}, { cluster });
  }
  return answered(input({ message: word('typeName') }, { output: process.stderr }));
};
