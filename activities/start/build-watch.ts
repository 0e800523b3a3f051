import { peerBuild, type PeerBuild } from './peer-build.js';
import type { Work } from '../work.js';

/** Whether the main standby's build is alive, asked again and again by the primary that waits for it. */
export interface BuildWatch {
  /**
   * What the other side tells of its build; without bytes when only the wal senders here tell of it. Undefined: it is not
   * alive.
   * @param backups base backups that run from this primary towards the peer
   */
  alive(backups: number): Promise<PeerBuild | undefined>;
}

/**
 * A build that has copied nothing for this long is not alive, whoever says that it runs. Above a terabyte the tool counts in
 * steps of ten gigabytes, and behind the last byte it waits for the disk.
 */
const STALL_MS = 1_800_000;

/**
 * Two witnesses: the other side's run, which knows how much was copied, and the primary's own wal senders, which are all
 * there is when the other side still runs gs_sdr.
 */
export const watchBuild = (work: Work): BuildWatch => {
  let seen: { readonly bytes: number; readonly at: number } | undefined;
  return {
    alive: async (backups) => {
      const build = await peerBuild(work);
      if (build?.doneBytes === undefined) return build ?? (backups > 0 ? {} : undefined);
      if (build.doneBytes !== seen?.bytes) seen = { bytes: build.doneBytes, at: Date.now() };
      return Date.now() - seen.at < STALL_MS ? build : undefined;
    },
  };
};
