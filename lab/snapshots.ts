import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Lab } from './lab.js';
import { LAB_CLUSTERS, nodesOf } from './topology.js';

/** Copies of everything a lab's clusters consist of, so that a scenario begins in a second where an earlier one ended. */
const directoryOf = (lab: Lab, name: string): string => join(lab.directory, 'snapshots', name);

/** What belongs to the clusters; programs, logs of calls and snapshots do not. */
const partsOf = (lab: Lab): readonly string[] => [
  ...nodesOf(lab.topology).map(({ name }) => name),
  ...LAB_CLUSTERS.map((name) => `${name}.dcc`),
];

/** The lab's processes are ended for the copy and started again: what is on disk is what a crash would leave. */
export const takeSnapshot = async (lab: Lab, name: string): Promise<void> => {
  const target = directoryOf(lab, name);
  await lab.stop();
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const part of partsOf(lab)) await copy(join(lab.directory, part), join(target, part));
  await lab.start();
};

/** Faults are healed, the call log begins anew. */
export const restoreSnapshot = async (lab: Lab, name: string): Promise<void> => {
  const source = directoryOf(lab, name);
  if (!existsSync(source)) throw new Error(`the lab has no snapshot ${name}`);
  await lab.stop();
  await Promise.all(
    partsOf(lab).map(async (part) => {
      rmSync(join(lab.directory, part), { recursive: true, force: true });
      await copy(join(source, part), join(lab.directory, part));
    }),
  );
  await lab.heal();
  lab.clearCalls();
  await lab.start();
};

const copy = async (from: string, to: string): Promise<void> => {
  if (existsSync(from)) await execa('cp', ['-a', '--reflink=auto', '-T', from, to], { cleanup: false });
};
