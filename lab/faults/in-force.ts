import type { LabClusterName, LabTopology } from '../topology.js';
import { activeFaults, takeFault } from './active.js';
import type { BuildFault, Fault, LinkFault, ToolFault } from './fault.js';

/** What the faults mean where they are met: by the network, a build, a tool. */
export const linkFaults = (directory: string, from: LabClusterName): readonly LinkFault[] =>
  activeFaults(directory).flatMap(({ fault }) => (fault.kind === 'link' && fault.from === from ? [fault] : []));

export const unreachableNodes = (directory: string): readonly string[] =>
  activeFaults(directory).flatMap(({ fault }) => (fault.kind === 'unreachable' ? [fault.node] : []));

/** A node always reaches itself. */
export const canReach = (directory: string, from: string, to: string): boolean =>
  from === to || !unreachableNodes(directory).some((node) => node === from || node === to);

/** Bytes per second that a build of the node may copy; undefined: as fast as it goes. */
export const buildRate = (directory: string, node: string): number | undefined => {
  const rates = activeFaults(directory).flatMap(({ fault }) =>
    fault.kind === 'build' && fault.how === 'slow' && fault.node === node ? [fault.bytesPerSecond] : [],
  );
  return rates.length === 0 ? undefined : Math.min(...rates);
};

/** Whether the running build of the node fails now; used up once. */
export const takeFailingBuild = (topology: LabTopology, node: string): boolean =>
  takeFault(
    topology,
    (fault): fault is BuildFault => fault.kind === 'build' && fault.how === 'fails' && fault.node === node,
  ) !== undefined;

/** What a tool is to do instead of its work; used up once. */
export const takeToolFault = (
  topology: LabTopology,
  node: string,
  tool: string,
  argv: readonly string[],
): ToolFault['does'] | undefined =>
  takeFault(
    topology,
    (fault: Fault): fault is ToolFault =>
      fault.kind === 'tool' &&
      fault.tool === tool &&
      (fault.node ?? node) === node &&
      argv.join(' ').includes(fault.matching ?? ''),
  )?.does;
