import { setTimeout } from 'node:timers/promises';
import { queryCluster } from '../../../cluster/cm-ctl.js';
import { localState, mainStandbyBuild, startDatanode, stopDatanode } from '../../../cluster/gs-ctl.js';
import { SdrError } from '../../../domain/errors.js';
import { saidOf } from '../../../domain/start/log-lines.js';
import { BUILD_LIMIT } from '../../../domain/start/parts.js';
import type { DatanodeScope, Outcome } from '../../contract.js';
import { hadrLogin, home, hostOf, mainStandby, type Work } from '../../work.js';
import { runBuild } from './run-build.js';

/**
 * Step 7: the full copy from the primary cluster.
 * Twice: a running build is adopted, one that ended well is not repeated; one done in an earlier entry is repeated only
 * when the server says that its data can no longer follow.
 */
export const buildMainStandby = async (work: Work<DatanodeScope>): Promise<Outcome> => {
  const { datanode, doneBefore } = work.scope;
  if (doneBefore && (await stillFollows(work)))
    return { said: `dn_${datanode.id} was built in an earlier entry and can follow` };
  saidOf('buildMainStandby').begun(datanode.id).forEach(work.log.say);
  const command = mainStandbyBuild(datanode.dataDirectory, await hadrLogin(work), BUILD_LIMIT);
  const tries = await runBuild(work, { datanode, command, name: 'main standby' });
  saidOf('buildMainStandby').done(datanode.id).forEach(work.log.say);
  return { said: `dn_${datanode.id} is built${tries > 1 ? ` at try ${tries}` : ''}` };
};

/** States from which a standby does not recover without a new copy. */
const LOST_REASONS = /WAL segment removed|System id not matched|Timeline not matched|Version not matched/i;

/** CM, when it runs, knows why a datanode needs repair; a datanode that is merely down or cut off can follow again. */
const stillFollows = async (work: Work<DatanodeScope>): Promise<boolean> => {
  try {
    const { datanodes } = await queryCluster(home(work), work.signal);
    const seen = datanodes.find(({ id }) => id === work.scope.datanode.id);
    return seen === undefined || !LOST_REASONS.test(seen.reason ?? '');
  } catch {
    work.signal.throwIfAborted();
    return true;
  }
};

const PAUSE_MS = 1_000;

/**
 * Step 7: starts the main standby alone, every second until --time-out.
 * Twice: running as main standby already is fine; running as something else, it is stopped first, because the tool would
 * leave its mode as it is.
 * @throws SdrError E_MAIN_STANDBY_START
 */
export const startMainStandby = async (work: Work): Promise<Outcome> => {
  const datanode = mainStandby(work);
  const host = hostOf(work, datanode);
  const deadline = Date.now() + work.scope.timeOutSeconds * 1000;
  saidOf('startMainStandby').begun(datanode.id).forEach(work.log.say);
  for (;;) {
    const why = await startOnce(work);
    if (why === undefined) {
      saidOf('startMainStandby').done(datanode.id).forEach(work.log.say);
      return { said: `dn_${datanode.id} runs as main standby` };
    }
    if (Date.now() >= deadline) throw new SdrError('E_MAIN_STANDBY_START', why, { node: host.address });
    await setTimeout(PAUSE_MS, undefined, { signal: work.signal });
  }
};

/** @returns nothing when it runs as main standby, else why not */
const startOnce = async (work: Work): Promise<string | undefined> => {
  const datanode = mainStandby(work);
  const host = hostOf(work, datanode);
  const directory = datanode.dataDirectory;
  work.log.debug(`Start dn with cmd:gs_ctl start -D ${directory} -M hadr_main_standby.`);
  try {
    const result = await startDatanode(host, directory, 'hadr_main_standby', work.signal);
    if (result === 'started') return undefined;
    if (result === 'still starting') return 'it is still starting';
    const { role, dbState } = await localState(host, directory, work.signal);
    if (role === 'Main Standby') return undefined;
    if (role === undefined || dbState === undefined || dbState === 'Starting') return 'it is still starting';
    await stopDatanode(host, directory, work.signal);
    return 'it ran in another mode and was stopped';
  } catch (error) {
    work.signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
};
