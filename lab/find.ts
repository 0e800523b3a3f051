import { SdrError } from '../domain/errors.js';
import { labDirectory, placeOf, stateOf } from './directory.js';
import { openLab, type Lab } from './lab.js';
import { holderOf } from './lock.js';

/** The finished lab of that name. @throws SdrError E_NO_LAB, E_LAB_BUSY: it is being made */
export const findLab = async (name: string): Promise<Lab> => {
  const directory = placeOf(labDirectory(name));
  switch (stateOf(directory)) {
    case 'complete':
      return openLab(directory);
    case 'none':
      throw new SdrError('E_NO_LAB', `there is no lab ${name}`);
    case 'unfinished': {
      const holder = await holderOf(directory);
      if (holder !== undefined) throw new SdrError('E_LAB_BUSY', `lab ${name}: ${holder}`);
      throw new SdrError('E_NO_LAB', `lab ${name} was never finished: its making was cut off`);
    }
  }
};
