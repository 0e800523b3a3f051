import type { Host } from '../../../cluster/host/host.js';
import { workspaceOn } from '../../../cluster/workspace.js';
import { SdrError } from '../../../domain/errors.js';
import type { Datanode } from '../../../domain/topology.js';
import type { Outcome } from '../../contract.js';
import { hostOf, mainStandby, type Work } from '../../work.js';

/**
 * Step 7: a full build takes over the primary's pg_hba.conf and pg_ident.conf, which know nothing of this cluster's own
 * nodes. So both are kept in streaming_cabin on the main standby's own node while it is built.
 */
type Name = 'pg_hba.conf' | 'pg_ident.conf';

const PRIVATE = 0o600;

/**
 * Backs one of the files up. pg_hba.conf may be away after an interrupted build: then pg_hba.conf.old serves.
 * Twice: a backup that is there is never overwritten: what is in the data directory may be the primary's by now.
 */
export const backUp =
  (name: Name) =>
  async (work: Work): Promise<Outcome> => {
    const { host, backup, original } = await places(work, name);
    if ((await host.readFile(backup)) !== undefined) return { said: `${name} is backed up since an earlier entry` };
    const content = (await host.readFile(original)) ?? (await host.readFile(`${original}.old`));
    if (content === undefined)
      throw new SdrError('E_COMMAND_FAILED', `neither ${original} nor ${original}.old is there`, {
        node: host.address,
      });
    work.log.debug(`Backup file from[${original}] to[${backup}].`);
    await host.writeFile(backup, content, PRIVATE);
    return { said: `${name} is in ${backup}` };
  };

/**
 * Puts the file back and removes its backup.
 * Twice: without a backup the file was put back before.
 */
export const restore =
  (name: Name) =>
  async (work: Work): Promise<Outcome> => {
    const { host, backup, original } = await places(work, name);
    const content = await host.readFile(backup);
    if (content === undefined) return { said: `${name} was restored before` };
    work.log.debug(`Restore file from[${backup}] to[${original}].`);
    await host.writeFile(original, content, PRIVATE);
    await host.remove(backup);
    return { said: `${name} is restored` };
  };

/**
 * The datanode's own file at a later entry: a build that failed has erased it, or brought the primary's. It is put back
 * from its backup, which stays for the build that is to come.
 * @returns undefined when there is none: a cascade standby's comes with its build
 */
export const ownFile = async (host: Host, datanode: Datanode, name: Name): Promise<Buffer | undefined> => {
  const { backup, original } = await placesOn(host, datanode, name);
  const kept = await host.readFile(backup);
  if (kept !== undefined) await host.writeFile(original, kept, PRIVATE);
  return kept ?? (await host.readFile(original));
};

/** The same to look at: nothing is put back. */
export const ownFileNow = async (host: Host, datanode: Datanode, name: Name): Promise<Buffer | undefined> => {
  const { backup, original } = await placesOn(host, datanode, name);
  return (await host.readFile(backup)) ?? (await host.readFile(original));
};

const places = async (work: Work, name: Name) => {
  const datanode = mainStandby(work);
  const host = hostOf(work, datanode);
  return { host, ...(await placesOn(host, datanode, name)) };
};

const placesOn = async (host: Host, { id, dataDirectory }: Datanode, name: Name) => {
  const { cabin } = await workspaceOn(host);
  return { backup: `${cabin}/${id}_${name}`, original: `${dataDirectory}/${name}` };
};
