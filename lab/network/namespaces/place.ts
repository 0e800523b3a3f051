import { readlinkSync } from 'node:fs';
import { mountsSeenBy } from '../../mounts.js';
import { allPids } from '../../proc.js';

/**
 * Where a process is: a node of a lab, or the router of a cluster. What is there has a /run of its own, and that has this label
 * as its source: so it is known from the process alone, whoever started it and whatever was killed meanwhile. No other
 * record is kept, and the kernel takes a place away with its last process.
 */
export const labelOf = (directory: string, place: string): string => `${prefixOf(directory)}${place}`;

const prefixOf = (directory: string): string => `sdr-lab:${directory}:`;

/** The place of the lab that the process is in; undefined when it is in none. */
export const placeOfProcess = (directory: string, pid: number): string | undefined => {
  const namespace = mountNamespaceOf(pid);
  if (namespace === undefined || namespace === OWN) return undefined;
  const prefix = prefixOf(directory);
  return mountsSeenBy(pid)
    .find(({ source }) => source.startsWith(prefix))
    ?.source.slice(prefix.length);
};

function mountNamespaceOf(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}

/** Most processes are where this one is: reading what is mounted there would cost much. */
const OWN = mountNamespaceOf('self');

/** A process through which one gets to the place: whichever is there. */
export const entranceTo = (directory: string, place: string): number | undefined =>
  allPids().find((pid) => placeOfProcess(directory, pid) === place);
