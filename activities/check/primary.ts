import { replicationSlots, walRate, walSenders } from '../../cluster/inspection.js';
import { contents, logIn, mayReplicate, storedHadrUser, type Database } from '../../cluster/statements.js';
import type { HadrFacts, PrimaryFacts } from '../../domain/check/facts.js';
import type { CheckRequest } from '../../domain/check/request.js';
import type { Seen } from '../../domain/check/seen.js';
import { SdrError } from '../../domain/errors.js';
import { strengthOf } from '../../domain/password.js';
import type { Datanode } from '../../domain/topology.js';
import type { Dependencies } from '../deps.js';
import { hostOf, sessionsOfOthers } from '../looks/nodes.js';
import { following, looked } from './looked.js';

/** Between the two looks at the WAL. */
const SAMPLE_S = 2;

type Ask = <T>(ask: (database: Database) => Promise<T>) => Promise<Seen<T>>;

/** Asks the primary datanode, when there is one. */
const asking =
  (deps: Dependencies, request: CheckRequest, primary: Seen<Datanode>): Ask =>
  (ask) =>
    following(primary, (datanode) =>
      looked((signal) => ask({ host: hostOf(deps, request, datanode), port: request.pair.local.port, signal })),
    );

export const primaryFacts = async (
  deps: Dependencies,
  request: CheckRequest,
  primary: Seen<Datanode>,
): Promise<PrimaryFacts> => {
  const ask = asking(deps, request, primary);
  const [inside, slots, senders, walBytesPerSecond] = await Promise.all([
    ask(async (database) => {
      const { databases, sessions } = await contents(database);
      return { databases, sessions: sessionsOfOthers(request, sessions) };
    }),
    ask(replicationSlots),
    ask(walSenders),
    ask((database) => walRate(database, SAMPLE_S)),
  ]);
  return { contents: inside, slots, senders, walBytesPerSecond };
};

/** The password itself stays with the worker: neither it nor anything of it is among the facts. */
export const hadrFacts = async (
  deps: Dependencies,
  request: CheckRequest,
  primary: Seen<Datanode>,
): Promise<HadrFacts> => {
  const ask = asking(deps, request, primary);
  const user = request.hadrUser;
  const [password, may, login, stored] = await Promise.all([
    looked(async () => strengthOf(user, (await deps.passwordOf(user)).reveal())),
    ask((database) => mayReplicate(database, user)),
    ask((database) => loginState(deps, database, user)),
    ask(async (database) => (await storedHadrUser(database)) !== undefined),
  ]);
  return { password, user: may, login, stored };
};

const loginState = async (
  { passwordOf }: Dependencies,
  database: Database,
  user: string,
): Promise<'let in' | 'refused'> => {
  try {
    await logIn(database, { user, password: await passwordOf(user) });
    return 'let in';
  } catch (error) {
    if (error instanceof SdrError && error.code === 'E_HADR_LOGIN') return 'refused';
    throw error;
  }
};
