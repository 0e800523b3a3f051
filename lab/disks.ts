import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { SdrError } from '../domain/errors.js';
import { mountsSeenBy } from './mounts.js';
import type { LabNode } from './topology.js';

/** What a node has beside the sample data: programs, three databases, WAL until it is kept no longer. */
const BESIDE_DATA = 384 * 1024 ** 2;

/**
 * Gives nodes a disk of their own, which can be full while others' are not: a tmpfs, as large as what the node needs.
 * @throws SdrError E_LAB_FAILED: only root mounts, and only where the kernel lets it
 */
export const mountDisks = async (nodes: readonly LabNode[], dataBytes: number): Promise<void> => {
  for (const { name, directory } of nodes) {
    mkdirSync(directory, { recursive: true });
    const size = BESIDE_DATA + 2 * dataBytes;
    const options = `size=${size},mode=0755,nosuid,nodev`;
    const { failed, stderr } = await execa('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory], {
      reject: false,
      cleanup: false,
    });
    if (failed) throw new SdrError('E_LAB_FAILED', `${name} gets no disk of its own: ${stderr.trim() || 'no mount'}`);
  }
};

/** Of a lab, finished or not. Twice: none is mounted any more. */
export const unmountDisks = async (lab: string): Promise<void> => {
  for (const directory of disksBelow(lab)) await execa('umount', ['-l', directory], { cleanup: false });
};

/** Whether the directory is one of a disk of its own. */
export const isDisk = (directory: string): boolean => statSync(directory).dev !== statSync(dirname(directory)).dev;

export const hasDisk = (node: LabNode): boolean => isDisk(node.directory);

const disksBelow = (lab: string): readonly string[] =>
  mountsSeenBy('self')
    .map(({ point }) => point)
    .filter((point) => point.startsWith(`${lab}/`));
