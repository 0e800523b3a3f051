import { readlinkSync } from 'node:fs';
import { readText } from '../../files/atomic.js';
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
  const mounts = mountsOf(pid);
  if (mounts === undefined || mounts === OWN_MOUNTS) return undefined;
  return sources(readText(`/proc/${pid}/mountinfo`) ?? '')
    .find((source) => source.startsWith(prefixOf(directory)))
    ?.slice(prefixOf(directory).length);
};

function mountsOf(pid: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}

/** Most processes are where this one is: reading what is mounted there would cost much. */
const OWN_MOUNTS = mountsOf('self');

/** What is mounted; blanks and the like stand there as `\040` (proc(5)). */
const sources = (mountinfo: string): readonly string[] =>
  mountinfo
    .split('\n')
    .flatMap((line) => / - \S+ (\S+)/.exec(line)?.[1] ?? [])
    .map((source) => source.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))));

/** A process through which one gets to the place: whichever is there. */
export const entranceTo = (directory: string, place: string): number | undefined =>
  allPids().find((pid) => placeOfProcess(directory, pid) === place);
