import { buildRate, takeFailingBuild } from '../faults/in-force.js';
import type { LabTopology } from '../topology.js';

/** What faults do to a running build. They are looked up while it runs: one that comes or is healed counts at once. */
export interface BuildTrouble {
  /** For how many milliseconds nothing more is to be taken, after so many bytes. */
  readonly waits: (doneBytes: number) => number;
  /** Whether the connection is to be lost now. */
  readonly breaks: () => boolean;
}

/** Between two looks at the faults. */
const LOOK_MS = 100;

export const buildTrouble = (topology: LabTopology, node: string): BuildTrouble => {
  let lookedAt = 0;
  let rate: number | undefined;
  let broken = false;
  let freeAt = 0;
  let counted = 0;
  const look = (): void => {
    if (Date.now() - lookedAt < LOOK_MS) return;
    lookedAt = Date.now();
    rate = buildRate(topology.directory, node);
    broken ||= takeFailingBuild(topology, node);
  };
  return {
    waits: (doneBytes) => {
      look();
      const bytes = doneBytes - counted;
      counted = doneBytes;
      if (rate === undefined) return (freeAt = 0);
      freeAt = Math.max(Date.now(), freeAt) + (bytes / rate) * 1000;
      return Math.min(LOOK_MS, freeAt - Date.now());
    },
    breaks: () => {
      look();
      return broken;
    },
  };
};
