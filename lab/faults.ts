import { join } from 'node:path';
import { readJson, writeAtomic } from './files/atomic.js';
import type { LabClusterName, LabTopology } from './topology.js';

/** What can be made to go wrong. A fault lasts until it is healed; those marked "at once" happen once and leave nothing to heal. */
export type Fault =
  /** The connections from a cluster to the other: refused, silently dropped, late, or thin. */
  | { readonly kind: 'link'; readonly from: LabClusterName; readonly how: 'cut' | 'drop' }
  | { readonly kind: 'link'; readonly from: LabClusterName; readonly how: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'link'; readonly from: LabClusterName; readonly how: 'slow'; readonly bytesPerSecond: number }
  /** A node that ssh and ping do not reach. */
  | { readonly kind: 'unreachable'; readonly node: string }
  /** Builds of a node: limited in speed, or failing a number of times (forever without one). */
  | SlowBuild
  | FailingBuild
  /** A tool, wherever or on one node, optionally only calls whose arguments contain a text, a number of times or always. */
  | ToolFault;

interface SlowBuild {
  readonly kind: 'build';
  readonly node: string;
  readonly how: 'slow';
  readonly bytesPerSecond: number;
}

interface FailingBuild {
  readonly kind: 'build';
  readonly node: string;
  readonly how: 'fails';
  readonly times?: number;
}

export interface ToolFault {
  readonly kind: 'tool';
  readonly tool: string;
  readonly node?: string;
  readonly matching?: string;
  readonly times?: number;
  readonly does:
    | { readonly kind: 'hang' }
    | { readonly kind: 'garbage' }
    | { readonly kind: 'flood'; readonly bytes: number }
    | { readonly kind: 'exit'; readonly code: number; readonly says: string };
}

/** A fault with what is left of it. */
export interface ActiveFault {
  readonly fault: Fault;
  /** How often it has still to happen; absent: always. */
  readonly left?: number;
}

const file = (directory: string): string => join(directory, 'faults.json');

export const activeFaults = (directory: string): readonly ActiveFault[] =>
  readJson<readonly ActiveFault[]>(file(directory), []);

export const setFaults = (directory: string, faults: readonly ActiveFault[]): void =>
  writeAtomic(file(directory), JSON.stringify(faults, null, 1), 0o666);

export const addFault = (directory: string, fault: Fault): void => {
  const left = 'times' in fault ? fault.times : undefined;
  setFaults(directory, [...activeFaults(directory), { fault, ...(left !== undefined && { left }) }]);
};

/** Without a fault, all of them. */
export const removeFault = (directory: string, fault?: Fault): void => {
  const same = JSON.stringify(fault);
  setFaults(
    directory,
    fault === undefined ? [] : activeFaults(directory).filter((active) => JSON.stringify(active.fault) !== same),
  );
};

/** The first active fault that fits, used up once. */
export const takeFault = <F extends Fault>(
  { directory }: Pick<LabTopology, 'directory'>,
  fits: (fault: Fault) => fault is F,
): F | undefined => {
  const faults = activeFaults(directory);
  const index = faults.findIndex(({ fault, left }) => fits(fault) && left !== 0);
  const active = faults[index];
  if (active === undefined || !fits(active.fault)) return undefined;
  if (active.left !== undefined) setFaults(directory, faults.with(index, { ...active, left: active.left - 1 }));
  return active.fault;
};

export const takeSlowBuild = (topology: Pick<LabTopology, 'directory'>, node: string): SlowBuild | undefined =>
  takeFault(
    topology,
    (fault): fault is SlowBuild => fault.kind === 'build' && fault.how === 'slow' && fault.node === node,
  );

export const takeFailingBuild = (topology: Pick<LabTopology, 'directory'>, node: string): FailingBuild | undefined =>
  takeFault(
    topology,
    (fault): fault is FailingBuild => fault.kind === 'build' && fault.how === 'fails' && fault.node === node,
  );

export const isUnreachable = (directory: string, node: string): boolean =>
  activeFaults(directory).some(({ fault }) => fault.kind === 'unreachable' && fault.node === node);

export const linkFaults = (directory: string, from: LabClusterName) =>
  activeFaults(directory).flatMap(({ fault }) => (fault.kind === 'link' && fault.from === from ? [fault] : []));
