import type { Command } from 'commander';
import { SdrError } from '../../../domain/errors.js';
import { result } from '../../cli/output.js';
import { withName, type LabName } from './named.js';

export const addLifeCommands = (lab: Command): void => {
  withName(lab.command('down').description('end the lab and all that runs on its nodes, and remove it')).action(down);
  withName(lab.command('stop').description('end all that runs on its nodes; its data stays')).action(stop);
  withName(lab.command('start').description('start a lab that was stopped, by you or with the machine')).action(start);
};

const down = async ({ name }: LabName): Promise<void> => {
  const { labDirectory, labDown, placeOf, stateOf } = await import('../../../lab/index.js');
  const directory = placeOf(labDirectory(name));
  if (stateOf(directory) === 'none') throw new SdrError('E_NO_LAB', `there is no lab ${name}`);
  await labDown({ directory }, 0);
  result(`lab ${name} is gone`);
};

const stop = async ({ name }: LabName): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  await (await findLab(name)).stop();
  result(`lab ${name} is stopped`);
};

const start = async ({ name }: LabName): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  const lab = await findLab(name);
  if ((await lab.status()).running) {
    result(`lab ${name} runs already`);
    return;
  }
  await lab.start();
  result(`lab ${name} runs`);
};
