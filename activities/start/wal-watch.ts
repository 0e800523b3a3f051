import { diskOf, walDirectories } from '../../cluster/node-facts.js';
import { walKept } from '../../cluster/statements.js';
import { headroomOf, headroomText, type HeadroomLook } from '../../domain/start/headroom.js';
import type { PartId } from '../../domain/start/parts.js';
import type { Datanode } from '../../domain/topology.js';
import { databaseOf, hostOf, type Work } from '../work.js';
import type { PeerBuild } from './peer-build.js';

/** How often it looks; rates are reckoned over the last few looks. */
const EVERY_MS = 10_000;
const WINDOW = 6;
const WAIT: PartId = 'waitForMainStandby';

/** Tells, while the main standby is built, how long this primary's WAL lasts. */
export interface WalWatch {
  /** The first look since the build began, for the next attempt. */
  readonly first: () => HeadroomLook | undefined;
  /** Looks, when it is due, beside the wait: a node that is slow to answer must not hold it up. */
  look(primary: Datanode, build: PeerBuild): void;
  /** The wait is over: what is still being looked at is told to nobody. */
  end(): void;
}

export const watchWal = (work: Work, first?: HeadroomLook): WalWatch => {
  const looks: HeadroomLook[] = first === undefined ? [] : [first];
  let due = (first?.at ?? -EVERY_MS) + EVERY_MS;
  let wasShort = false;
  let over = false;

  const take = (now: HeadroomLook, { nodeName: node }: Datanode): void => {
    looks.push(now);
    const begin = looks[0] ?? now;
    const before = looks.at(-WINDOW) ?? begin;
    if (looks.length > WINDOW) looks.splice(1, looks.length - WINDOW);
    if (before === now) return;
    const headroom = headroomOf(begin, before, now);
    const said = headroomText(headroom);
    if (headroom.short && !wasShort) work.log.say(said);
    wasShort = headroom.short;
    work.progress(WAIT, { node, said, headroom });
  };

  return {
    first: () => looks[0],
    look: (primary, build) => {
      if (over || Date.now() < due) return;
      due = Infinity; // one at a time
      lookAt(work, primary, build)
        .then((now) => {
          if (!over) take(now, primary);
        })
        // A look that fails is none.
        .catch(() => undefined)
        .finally(() => (due = Date.now() + EVERY_MS));
    },
    end: () => (over = true),
  };
};

const lookAt = async (work: Work, primary: Datanode, { doneBytes, totalBytes }: PeerBuild): Promise<HeadroomLook> => {
  const host = hostOf(work, primary);
  const [kept, disk] = await Promise.all([
    walKept(databaseOf(work, primary)),
    diskOf(host, walDirectories(primary.dataDirectory), work.signal).catch(() => undefined),
  ]);
  const build = doneBytes !== undefined && totalBytes !== undefined ? { doneBytes, totalBytes } : undefined;
  return {
    at: Date.now(),
    ...kept,
    ...(disk && { freeBytes: disk.availableBytes }),
    ...(build && { build }),
  };
};
