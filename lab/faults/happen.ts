import { networkOf } from '../network/network.js';
import type { LabTopology } from '../topology.js';
import { activeFaults } from './active.js';
import type { Fault } from './fault.js';
import { healFault, strike } from './strike.js';

/** Makes a fault happen; it counts when this returns. */
export const makeHappen = async (topology: LabTopology, fault: Fault): Promise<void> => {
  const network = networkOf(topology);
  network.allow(fault);
  await strike(topology, fault);
  await network.takeUp(fault);
};

/** Heals a fault, or all of them, the last one first. What can be healed is healed, whatever cannot. */
export const heal = async (topology: LabTopology, fault?: Fault): Promise<void> => {
  const same = JSON.stringify(fault);
  const wanted = activeFaults(topology.directory).filter(
    (active) => fault === undefined || JSON.stringify(active.fault) === same,
  );
  const failures: unknown[] = [];
  for (const active of wanted.toReversed())
    await healFault(topology, active).catch((error: unknown) => failures.push(error));
  await networkOf(topology).takeUp();
  if (failures.length > 0) throw failures[0];
};
