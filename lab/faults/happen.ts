import { isAlive } from '../proc.js';
import { conditionsOf, networkState } from '../network/state.js';
import { SdrError } from '../../domain/errors.js';
import type { LabTopology } from '../topology.js';
import { activeFaults } from './active.js';
import type { Fault } from './fault.js';
import { cutSshSessions } from '../ssh-sessions.js';
import { healFault, strike } from './strike.js';

/** Makes a fault happen; it counts when this returns. */
export const makeHappen = async (topology: LabTopology, fault: Fault): Promise<void> => {
  await strike(topology, fault);
  if (fault.kind === 'unreachable') cutSshSessions(topology, fault.node);
  await networkTookUp(topology.directory);
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
  await networkTookUp(topology.directory);
  if (failures.length > 0) throw failures[0];
};

/** A changed fault of the network counts once the network process has it. */
const networkTookUp = async (directory: string): Promise<void> => {
  const wanted = JSON.stringify(conditionsOf(directory));
  for (let tries = 0; tries < 500; tries++) {
    const state = networkState(directory);
    if (state === undefined || !isAlive(state.pid)) return;
    if (JSON.stringify({ links: state.links, unreachable: state.unreachable }) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new SdrError('E_LAB_FAILED', 'the lab’s network does not take up the change');
};
