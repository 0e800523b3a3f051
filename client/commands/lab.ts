import type { Command } from 'commander';
import { addFaultCommands } from './lab/fault.js';
import { addLifeCommands } from './lab/life.js';
import { addNodeCommands } from './lab/node.js';
import { addSnapshotCommands } from './lab/snapshot.js';
import { addLabStatusCommands } from './lab/status.js';
import { addTemporalCommand } from './lab/temporal.js';
import { addUpCommand } from './lab/up.js';
import { examples, withNotes } from '../../worker/notes.js';

const NOTES = examples(
  'sdr lab up',
  'sdr lab exec north1 cm_ctl query -Cv',
  'sdr lab fault cut south',
  'sdr lab heal',
  'sdr lab down',
);

/** The lab: two clusters on this machine, to try and rehearse on. What it does is loaded only when it is used. */
export const addLabCommand = (program: Command): void => {
  // What stands behind the node in `sdr lab exec` is the command's, options too.
  program.enablePositionalOptions();
  const lab = program
    .command('lab')
    .description('two clusters on this machine, to try and rehearse on (docs/lab.md)')
    .enablePositionalOptions();
  withNotes(lab, NOTES);
  addUpCommand(lab);
  addLifeCommands(lab);
  addLabStatusCommands(lab);
  addNodeCommands(lab);
  addTemporalCommand(lab);
  addFaultCommands(lab);
  addSnapshotCommands(lab);
};
