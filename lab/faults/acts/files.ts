import { existsSync, mkdirSync, rmSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText, writeAtomic } from '../../files/atomic.js';
import { otherVersion } from '../../files/node-files.js';
import { nodeNamed, type LabTopology } from '../../topology.js';
import { giveTo } from '../../user.js';
import type { UpgradeMarker, WrongVersion } from '../fault.js';
import type { ChangedFile } from '../kept.js';
import type { Plan } from './plan.js';

export const planVersion = (topology: LabTopology, { cluster }: WrongVersion): Plan =>
  change(
    topology,
    topology.clusters[cluster].nodes.map((node) => {
      const path = join(node.gpHome, 'version.cfg');
      const was = readText(path) ?? null;
      return { path, was, left: otherVersion(was) };
    }),
  );

export const planUpgrade = (topology: LabTopology, { node: name }: UpgradeMarker): Plan => {
  const directory = join(nodeNamed(topology, name).pgHost, 'binary_upgrade');
  const path = join(directory, 'upgrade_phase');
  const made = existsSync(directory) ? {} : { madeDirectory: directory };
  return change(topology, [{ path, was: readText(path) ?? null, left: 'node_type=1\nphase=2\n', ...made }]);
};

const change = (topology: LabTopology, files: readonly ChangedFile[]): Plan => ({
  kept: { kind: 'changed files', files },
  act: () => {
    for (const { path, left } of files) write(topology, path, left);
    return Promise.resolve();
  },
});

const write = (topology: LabTopology, path: string, text: string): void => {
  if (!existsSync(dirname(path))) {
    mkdirSync(dirname(path));
    giveTo(topology.user, dirname(path));
  }
  writeAtomic(path, text);
  giveTo(topology.user, path);
};

/** What somebody has changed since is left as it is. */
export const putFilesBack = (topology: LabTopology, files: readonly ChangedFile[]): void => {
  for (const { path, was, left, madeDirectory } of files) {
    if (readText(path) !== left) continue;
    if (was === null) rmSync(path);
    else write(topology, path, was);
    if (madeDirectory !== undefined) removeEmpty(madeDirectory);
  }
};

const removeEmpty = (directory: string): void => {
  try {
    rmdirSync(directory);
  } catch {
    // Somebody has put something into it.
  }
};
