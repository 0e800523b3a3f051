import { basename } from 'node:path';
import { ddbDelete, ddbPut, isCmDown } from '../../cluster/cm-ctl.js';
import { reloadDatanode } from '../../cluster/gs-ctl.js';
import {
  changedButNotSignalled,
  isRefusedForBuild,
  writeGuc,
  writeGucEverywhere,
  writeGucOfNode,
} from '../../cluster/gs-guc.js';
import type { Host } from '../../cluster/host/host.js';
import { jobState, stopJob } from '../../cluster/host/job.js';
import { onEach, onNodes } from '../../cluster/on-nodes.js';
import { withoutLines } from '../../cluster/pg-hba.js';
import { dropHadrUser, storeHadrUser, storedHadrUser } from '../../cluster/statements.js';
import { keptFile, keptHadrUser, readBefore, readRunRecord, unlock } from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import { rememberOnce, type Before } from '../../domain/start/before.js';
import type { Datanode } from '../../domain/topology.js';
import type { Outcome } from '../contract.js';
import { currentPrimary, databaseOf, home, hostOf, nodes, snapshotOf, type Work } from '../work.js';
import { close } from './9-clean-up.js';
import { buildDirectory } from './7-build/run-build.js';

export type Of<Kind extends Before['kind']> = Extract<Before, { readonly kind: Kind }>;

/**
 * Puts back every setting this start changed, from what was remembered before each change, in history and in the
 * workspace.
 * Twice: the same values again; lines that are gone stay gone.
 */
export const putBack = async (work: Work): Promise<Outcome> => {
  if (!(await isOwn(work))) return { said: 'the workspace was never this run’s: nothing had been changed' };
  const before = await allBefore(work);
  const erased = work.scope.erased === true;
  const left: string[] = [];
  for (const value of before) left.push(...(await putOneBack(work, value, erased)));
  const said = before.length > 0 ? `${before.length} changes are put back` : 'nothing had been changed';
  return { said: [said, ...left].join('; '), facts: { left } };
};

/** A run that was refused early must not take away what another one, or the original, goes on from. */
const isOwn = async (work: Work): Promise<boolean> =>
  (await readRunRecord(home(work)))?.firstRunId === work.scope.firstRunId;

/** What only the workspace knows was found by an attempt whose answer never reached the engine. */
export const allBefore = async (work: Work): Promise<readonly Before[]> =>
  rememberOnce(await readBefore(home(work)), work.scope.before);

/**
 * The end of a start that was undone: the cluster is unlocked and the files this start made are removed, the workspace
 * among them when there was none before. The home node goes last: by its record the workspace is known as this run's.
 * Twice: what is gone stays gone.
 */
export const dropWorkspace = async (work: Work): Promise<Outcome> => {
  const last = home(work);
  if (!(await isOwn(work))) {
    await unlock(last, work.traceId);
    return { said: 'this run has no workspace' };
  }
  const made = (await allBefore(work)).filter((value): value is Of<'created files'> => value.kind === 'created files');
  const drop = async (host: Host): Promise<void> => {
    await close(host, work.traceId);
    const paths = made.filter(({ node }) => node === host.address).flatMap((value) => value.paths);
    for (const path of paths) await host.remove(path);
  };
  await onNodes(
    nodes(work).filter(({ address }) => address !== last.address),
    drop,
  );
  await drop(last);
  return { said: 'the cluster is unlocked, and as it was' };
};

/** @returns what is left to be done by hand */
const putOneBack = async (work: Work, value: Before, erased: boolean): Promise<readonly string[]> => {
  switch (value.kind) {
    case 'datanode parameter':
      await putParameterBack(work, value);
      return [];
    case 'pg_hba lines':
      await takeLinesOut(work, value);
      return [];
    case 'ddb key':
      // A cluster whose data is lost is not started again here; a whole one is, and then gets the key: restartCluster.
      return leftOfKey(value, await putKeyBack(work, value), erased);
    case 'cm parameter':
      await putCmParameterBack(work, value);
      return [];
    case 'stored hadr user':
      // What the database held went with its data.
      if (!erased) await putHadrUserBack(work, value);
      return [];
    case 'created files':
      return [];
    case 'replaced files':
      await putFilesBack(work, value);
      return [];
  }
};

/** CM reads the key as it starts: one that has started for a disaster standby stays one. */
const leftOfKey = ({ key, value }: Of<'ddb key'>, isBack: boolean, erased: boolean): readonly string[] => {
  if (!erased) return [];
  const again = 'stop and start CM (cm_ctl stop, cm_ctl start); until then it makes no datanode primary';
  if (isBack) return [`${key} is put back in CM’s store: ${again}`];
  const command = value === null ? `--delete ${key}` : `--put ${key} ${value}`;
  return [`CM is down, and its store keeps ${key}: as soon as CM runs again, cm_ctl ddb ${command}, then ${again}`];
};

const datanodeWith = (work: Work, id: number): Datanode => {
  const datanode = snapshotOf(work).datanodes.find((candidate) => candidate.id === id);
  if (datanode === undefined) throw new SdrError('E_INTERNAL', `no datanode ${id} in the snapshot`);
  return datanode;
};

/** A datanode that is down reads its file when it starts. */
const putParameterBack = async (
  work: Work,
  { datanode, parameter, value }: Of<'datanode parameter'>,
): Promise<void> => {
  const target = datanodeWith(work, datanode);
  const host = hostOf(work, target);
  try {
    const setting = { directory: target.dataDirectory, parameter, value };
    await writeGuc(host, 'reload', setting, work.signal);
  } catch (error) {
    if (isRefusedForBuild(error)) await writeGucOfNode(host, target.nodeName, { parameter, value }, work.signal);
    else if (!changedButNotSignalled(error)) throw error;
  }
};

const takeLinesOut = async (work: Work, { datanode, added, replaced }: Of<'pg_hba lines'>): Promise<void> => {
  const target = datanodeWith(work, datanode);
  const host = hostOf(work, target);
  const path = `${target.dataDirectory}/pg_hba.conf`;
  const text = (await host.readFile(path))?.toString('utf8');
  if (text === undefined) return;
  const without = withoutLines(text, added, replaced);
  if (without === text) return;
  await host.writeFile(path, without, 0o600);
  await reloadDatanode(host, target.dataDirectory, work.signal);
};

/** @returns false while CM is down: restartCluster puts the key back when it is up again */
export const putKeyBack = async (work: Work, { key, value }: Of<'ddb key'>): Promise<boolean> => {
  try {
    await (value === null ? ddbDelete(home(work), key, work.signal) : ddbPut(home(work), key, value, work.signal));
    return true;
  } catch (error) {
    if (!isCmDown(error)) throw error;
    return false;
  }
};

/** 0 is what CM takes for an unset one. */
const putCmParameterBack = (work: Work, { component, parameter, value }: Of<'cm parameter'>): Promise<void> =>
  writeGucEverywhere(home(work), 'set', component, parameter, value ?? '0', work.signal);

const putFilesBack = async (work: Work, { node, paths }: Of<'replaced files'>): Promise<void> => {
  const host = work.deps.host(node);
  for (const path of paths) {
    const kept = await keptFile(host, basename(path));
    if (kept !== undefined) await host.writeFile(path, kept, 0o600);
  }
};

const putHadrUserBack = async (work: Work, { existed }: Of<'stored hadr user'>): Promise<void> => {
  const database = databaseOf(work, await currentPrimary(work));
  const cipher = existed ? await keptHadrUser(home(work)) : undefined;
  if (cipher !== undefined) await storeHadrUser(database, cipher);
  else if ((await storedHadrUser(database)) !== undefined) await dropHadrUser(database);
};

/**
 * Stops the builds of this start, wherever they run.
 * Twice: a build that has ended is left alone.
 */
export const stopBuilds = async (work: Work): Promise<Outcome> => {
  const stopped = await onEach(
    snapshotOf(work).datanodes,
    ({ nodeName }) => nodeName,
    async (datanode) => {
      const host = hostOf(work, datanode);
      const directory = await buildDirectory(host, datanode);
      const state = await jobState(host, directory);
      if (state?.running !== true || !state.key.startsWith(work.scope.firstRunId)) return false;
      await stopJob(host, { directory, key: state.key });
      return true;
    },
  );
  return { said: `${stopped.filter(Boolean).length} builds are stopped` };
};
