import type { Command } from 'commander';
import { result } from '../../cli/output.js';
import { withName, type LabName } from './named.js';

export const addSnapshotCommands = (lab: Command): void => {
  withName(
    lab
      .command('snapshot <snapshot>')
      .description('keep both clusters as they are now; what runs on them is started again, workers are ended'),
  ).action(snapshot);
  withName(
    lab
      .command('restore <snapshot>')
      .description('bring both clusters back to a snapshot; faults are healed, workers are ended'),
  ).action(restore);
};

const snapshot = async (kept: string, { name }: LabName): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  await (await findLab(name)).snapshot(kept);
  result(`snapshot ${kept} is kept`);
};

const restore = async (kept: string, { name }: LabName): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  await (await findLab(name)).restore(kept);
  result(`both clusters are as in snapshot ${kept}`);
};
