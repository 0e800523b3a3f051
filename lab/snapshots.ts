import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { SdrError } from '../domain/errors.js';
import { clearCalls } from './call-log.js';
import { activeFaults, forgetFaults } from './faults/active.js';
import { isDisk } from './disks.js';
import { readJson } from './files/atomic.js';
import { startProcesses } from './launch.js';
import { endProcesses, processesOf } from './processes.js';
import { clusterStates, untilLike, type ClusterStates } from './settle.js';
import { LAB_CLUSTERS, nodesOf, type LabTopology } from './topology.js';

/** Copies of everything a lab's clusters consist of, so that a scenario begins in a second where an earlier one ended. */
const snapshotsDirectory = (directory: string): string => join(directory, 'snapshots');
/** What is not whole yet. */
const halfDirectory = (directory: string): string => join(snapshotsDirectory(directory), '.half');
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const STATES = 'states.json';

export const snapshotsOf = (directory: string): readonly string[] =>
  existsSync(snapshotsDirectory(directory))
    ? readdirSync(snapshotsDirectory(directory))
        .filter((name) => NAME.test(name))
        .toSorted()
    : [];

/** What belongs to the clusters; programs, logs of calls and snapshots do not. */
const partsOf = (topology: LabTopology): readonly string[] => [
  ...nodesOf(topology).map(({ name }) => name),
  ...LAB_CLUSTERS.map((name) => `${name}.dcc`),
];

/**
 * What runs is ended for the copy and started again: what is on disk is what a crash would leave. One of the same
 * name is replaced when the new one is whole.
 */
export const takeSnapshot = async (topology: LabTopology, name: string): Promise<void> => {
  if (!NAME.test(name)) throw new SdrError('E_USAGE', `"${name}" is no name of a snapshot: letters, digits, _ . -`);
  const { directory } = topology;
  if (activeFaults(directory).length > 0)
    throw new SdrError('E_LAB_FAULT', 'a snapshot of a lab with active faults could not be healed: heal them first');
  const target = join(snapshotsDirectory(directory), name);
  const half = halfDirectory(directory);
  const ran = processesOf(topology).length > 0;
  const states = await clusterStates(topology);
  await endProcesses(topology);
  try {
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true });
    writeFileSync(join(half, STATES), JSON.stringify(states));
    for (const part of partsOf(topology)) await copy(join(directory, part), join(half, part));
    rmSync(target, { recursive: true, force: true });
    renameSync(half, target);
  } finally {
    if (ran) await startProcesses(topology);
  }
  if (ran) await untilLike(topology, states);
};

/** Copied while the clusters still run: they are touched when all of it is there. */
export const restoreSnapshot = async (topology: LabTopology, name: string): Promise<void> => {
  const { directory } = topology;
  const present = snapshotsOf(directory);
  if (!present.includes(name))
    throw new SdrError('E_USAGE', `there is no snapshot ${name}; there is ${present.join(', ') || 'none'}`);
  const source = join(snapshotsDirectory(directory), name);
  const half = halfDirectory(directory);
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half);
  await Promise.all(partsOf(topology).map((part) => copy(join(source, part), join(half, part))));
  await endProcesses(topology);
  for (const part of partsOf(topology)) await replace(join(directory, part), join(half, part));
  // What they had changed is gone with the data.
  forgetFaults(directory);
  clearCalls(directory);
  await startProcesses(topology);
  await untilLike(topology, readJson<ClusterStates>(join(source, STATES), {}));
};

/** A disk stays where it is mounted: what is on it is replaced. */
const replace = async (target: string, by: string): Promise<void> => {
  if (isDisk(target)) {
    for (const name of readdirSync(target)) rmSync(join(target, name), { recursive: true });
    await copy(by, target);
    rmSync(by, { recursive: true });
    return;
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(by, target);
};

const copy = async (from: string, to: string): Promise<void> => {
  await execa('cp', ['-a', '--reflink=auto', '-T', from, to], { cleanup: false });
};
