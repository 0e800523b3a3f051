import { SdrError } from '../../domain/errors.js';
import type { LabTopology } from '../topology.js';
import { activeFaults, eraseFault, recordFault, type ActiveFault } from './active.js';
import { planCm, startCm } from './acts/cm.js';
import { continueDatanode, planDatanode } from './acts/datanode.js';
import { makeRoom, planDisk } from './acts/disk.js';
import { planUpgrade, planVersion, putFilesBack } from './acts/files.js';
import { planPassword, putPasswordBack } from './acts/password.js';
import type { Plan } from './acts/plan.js';
import { describeFault } from './describe.js';
import type { Fault } from './fault.js';
import type { Kept } from './kept.js';

/**
 * Makes a fault happen. What acts at once is written down before it is done, so that it can be healed whenever its maker
 * dies. A fault that could not be made leaves nothing.
 */
export const strike = async (topology: LabTopology, fault: Fault): Promise<void> => {
  const active = activeFaults(topology.directory).find((other) => sameDeed(other.fault, fault));
  if (active !== undefined) throw new SdrError('E_LAB_FAULT', `${describeFault(fault)}: that is so already`);
  const plan = await planOf(topology, fault);
  if (plan !== undefined && plan.kept === undefined) {
    await plan.act();
    return;
  }
  const id = recordFault(topology, fault, plan?.kept);
  try {
    await plan?.act();
  } catch (error) {
    if (plan?.kept !== undefined) await undo(topology, plan.kept);
    eraseFault(topology.directory, id);
    throw error;
  }
};

/** Undoes exactly what the fault did; what somebody has changed since stays. */
export const healFault = async (topology: LabTopology, { id, kept }: ActiveFault): Promise<void> => {
  if (kept !== undefined) await undo(topology, kept);
  eraseFault(topology.directory, id);
};

/** The same thing can be slowed or made to fail in several ways at once, but not stopped or changed twice. */
const sameDeed = (active: Fault, wanted: Fault): boolean =>
  active.kind !== 'link' &&
  active.kind !== 'build' &&
  active.kind !== 'tool' &&
  JSON.stringify(active) === JSON.stringify(wanted);

const planOf = (topology: LabTopology, fault: Fault): Promise<Plan> | Plan | undefined => {
  switch (fault.kind) {
    case 'datanode':
      return planDatanode(topology, fault);
    case 'cm':
      return planCm(topology, fault);
    case 'version':
      return planVersion(topology, fault);
    case 'upgrade marker':
      return planUpgrade(topology, fault);
    case 'password':
      return planPassword(topology, fault);
    case 'full disk':
      return planDisk(topology, fault);
    case 'link':
    case 'unreachable':
    case 'build':
    case 'tool':
      // Looked up where they are met: by the network, a build, a tool.
      return undefined;
  }
};

const undo = async (topology: LabTopology, kept: Kept): Promise<void> => {
  switch (kept.kind) {
    case 'stopped datanode':
      continueDatanode(topology, kept.node);
      return;
    case 'ended cm':
      return startCm(topology, kept.nodes);
    case 'filled disk':
      makeRoom(topology, kept.node);
      return;
    case 'changed files':
      putFilesBack(topology, kept.files);
      return;
    case 'changed password':
      return putPasswordBack(topology, kept);
  }
};
