import { setTimeout } from 'node:timers/promises';
import { seePeer } from '../../cluster/statements.js';
import { SdrError } from '../../domain/errors.js';
import { saidOf } from '../../domain/start/log-lines.js';
import type { HeadroomLook } from '../../domain/start/headroom.js';
import type { Datanode } from '../../domain/topology.js';
import type { Outcome } from '../contract.js';
import { currentPrimary, databaseOf, peerNodes, type Work } from '../work.js';
import { watchBuild } from './build-watch.js';
import { watchWal, type WalWatch } from './wal-watch.js';

/** One round lets the server itself wait this long for the main standby; then CM is asked again who the primary is. */
const ROUND_S = 5;

/** What a wait keeps in its heartbeat. */
interface Waited {
  readonly elapsedMs: number;
  /** The primary's WAL as it was when the build was first seen. */
  readonly wal?: HeadroomLook;
}

/**
 * Step 8 on the primary: waits for the main standby within --time-out. Each round finds the primary datanode anew, so
 * that a switchover inside the cluster is followed. The clock stands still while the main standby's build is alive, see
 * {@link ./build-watch.ts}: that is waited for, however long it takes. The time a lost worker cost does not count.
 * Twice: goes on with the time that is left.
 * @throws SdrError E_MAIN_STANDBY_TIMEOUT
 */
export const waitForMainStandby = async (work: Work): Promise<Outcome> => {
  const before = waitedBefore(work.remembered);
  const wal = watchWal(work, before.wal);
  saidOf('waitForMainStandby').begun('').forEach(work.log.say);
  try {
    return await wait(work, wal, before);
  } finally {
    wal.end();
  }
};

const wait = async (work: Work, wal: WalWatch, before: Waited): Promise<Outcome> => {
  const limitMs = work.scope.timeOutSeconds * 1000;
  let elapsedMs = before.elapsedMs;
  const build = watchBuild(work);
  let wasAlive = false;
  let lastRound = false;
  for (let round = 1; ; round++) {
    const began = Date.now();
    const left = limitMs - elapsedMs;
    const { connected, backups, said, primary } = await look(work, Math.min(ROUND_S, left / 1000));
    if (connected) {
      saidOf('waitForMainStandby').done('').forEach(work.log.say);
      return { said: `${said} after ${Math.round((elapsedMs + Date.now() - began) / 100) / 10} s of waiting` };
    }
    const alive = await build.alive(backups);
    if (alive === undefined) elapsedMs += Date.now() - began;
    else if (primary !== undefined) wal.look(primary, alive);
    // Nobody knows when in its round a build has ended: it may have used up the time. What it built gets one more round, once.
    if (elapsedMs >= limitMs && wasAlive && !lastRound) {
      lastRound = true;
      elapsedMs = Math.max(0, limitMs - ROUND_S * 1000);
    }
    wasAlive = alive !== undefined;
    const first = wal.first();
    work.remember({ elapsedMs, ...(first && { wal: first }) } satisfies Waited);
    if (elapsedMs >= limitMs) {
      work.log.error(
        `Failed to do check main standby connection. Because Waiting timeout: ${work.scope.timeOutSeconds}s`,
      );
      throw new SdrError(
        'E_MAIN_STANDBY_TIMEOUT',
        `no main standby connected in ${work.scope.timeOutSeconds} s; ${said}`,
      );
    }
  }
};

interface Round {
  readonly connected: boolean;
  readonly backups: number;
  readonly said: string;
  readonly primary?: Datanode;
}

/** A round that fails (no primary now, no answer) is a round without a main standby; it takes its time too. */
const look = async (work: Work, seconds: number): Promise<Round> => {
  const began = Date.now();
  try {
    const primary = await currentPrimary(work);
    const peers = peerNodes(work.scope).map(({ dataIp }) => dataIp);
    const seen = await seePeer(databaseOf(work, primary), peers, seconds);
    const connected = seen.hadrRows > 0 && seen.asyncSenders > 0;
    logRound(work, primary.nodeName, primary.id, connected);
    return {
      connected,
      primary,
      backups: seen.backups,
      said: connected
        ? `dn_${primary.id} streams to the main standby`
        : `dn_${primary.id} sees ${seen.hadrRows} main standbys, ${seen.backups} builds`,
    };
  } catch (error) {
    work.signal.throwIfAborted();
    await setTimeout(Math.max(0, seconds * 1000 - (Date.now() - began)), undefined, { signal: work.signal });
    return { connected: false, backups: 0, said: error instanceof Error ? error.message : String(error) };
  }
};

const logRound = (work: Work, node: string, id: number, connected: boolean): void => {
  const sql = 'select 1 from pg_catalog.gs_hadr_local_rto_and_rpo_stat();';
  work.log.debug(`Start check main standby connection with sql:${sql}.`);
  work.log.debug(`Node ${node} primary dn instanceId [${id}] Check main standby is connected with cmd:${sql}.`);
  work.log.debug(
    connected
      ? `Successfully check main standby connected primary dn on inst:[${id}].`
      : `Retry check main standby connected on inst:[${id}].`,
  );
};

const waitedBefore = (remembered: unknown): Waited =>
  typeof remembered === 'object' && remembered !== null && 'elapsedMs' in remembered
    ? (remembered as Waited)
    : { elapsedMs: 0 };
