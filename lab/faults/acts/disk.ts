import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { SdrError } from '../../../domain/errors.js';
import { hasDisk } from '../../disks.js';
import { nodeNamed, type LabTopology } from '../../topology.js';
import type { FullDisk } from '../fault.js';
import type { Plan } from './plan.js';

const CHUNKS = [1024 ** 2, 4096, 1] as const;

/** Takes all that is left on the node's disk: data, WAL, workspace and logs find no room. */
export const planDisk = (topology: LabTopology, { node: name }: FullDisk): Plan => {
  const node = nodeNamed(topology, name);
  if (!hasDisk(node))
    throw new SdrError('E_LAB_FAULT', `${name} has no disk of its own: sdr lab up --own-disk ${name}`);
  return {
    kept: { kind: 'filled disk', node: name },
    act: () => {
      fill(fillerOf(topology, name));
      return Promise.resolve();
    },
  };
};

/** Twice: it is gone. */
export const makeRoom = (topology: LabTopology, name: string): void =>
  rmSync(fillerOf(topology, name), { force: true });

const fillerOf = (topology: LabTopology, name: string): string => join(nodeNamed(topology, name).directory, '.filler');

const fill = (path: string): void => {
  const file = openSync(path, 'w');
  try {
    for (const chunk of CHUNKS) while (isWritten(file, Buffer.alloc(chunk))) continue;
  } finally {
    closeSync(file);
  }
};

const isWritten = (file: number, chunk: Buffer): boolean => {
  try {
    return writeSync(file, chunk) === chunk.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
};
