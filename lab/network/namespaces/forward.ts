import { join } from 'node:path';
import { SdrError } from '../../../domain/errors.js';
import { labProgram, onMachine, startDetached } from '../../detached.js';
import { readJson } from '../../files/atomic.js';
import { withLock } from '../../lock.js';
import { argumentsOfProcess, isAlive } from '../../proc.js';
import { LAB_CLUSTERS, LAB_VARIABLE, type LabTopology } from '../../topology.js';
import { planOf } from './plan.js';

/** What a forwarder tells of itself. */
export interface Forward {
  readonly pid: number;
  /** Where it listens, on this machine's end of each uplink. */
  readonly port: number;
}

/**
 * The port at this machine's end of the uplinks that leads to the address: what listens on this machine's loopback, or is
 * reached from here only, is no part of the nodes' network. It goes with the lab's other processes.
 */
export const forwarded = async (topology: LabTopology, range: number, address: string): Promise<number> => {
  const { directory } = topology;
  const file = join(directory, `forward-${encodeURIComponent(address)}.json`);
  const running = (): Forward | undefined => {
    const known = readJson<Forward | undefined>(file, undefined);
    // The id of one that has ended may be another process's by now.
    return known && isAlive(known.pid) && argumentsOfProcess(known.pid).includes(file) ? known : undefined;
  };
  return withLock(`${directory}:forward`, { doing: `leading nodes to ${address}`, waitMs: 30_000 }, async () => {
    const machine = LAB_CLUSTERS.map((cluster) => planOf(range, cluster).uplink.machine);
    if (running() === undefined)
      await startDetached(topology, {
        what: `the way to ${address}`,
        launch: onMachine(
          topology,
          labProgram(topology, 'network/namespaces/forward-main.js', file, address, ...machine),
        ),
        variables: { [LAB_VARIABLE]: directory },
        isUp: () => running() !== undefined,
      });
    const { port } = running() ?? {};
    if (port === undefined) throw new SdrError('E_LAB_FAILED', `the way to ${address} has been ended`);
    return port;
  });
};
