import type { Command } from 'commander';
import { SdrError } from '../../../domain/errors.js';
import { describeFault } from '../../../lab/faults/describe.js';
import { FAULT_KINDS, type FaultKind, type Given } from '../../../lab/faults/kinds.js';
import type { ActiveFault, FaultView } from '../../../lab/index.js';
import { jsonOption, outputOption, type Form } from '../../cli/options.js';
import { result } from '../../cli/output.js';
import { withName, type LabName } from './named.js';
import { examples, rows, withNotes } from '../../../worker/notes.js';

const NOTES = examples(...FAULT_KINDS.map(({ name, example }) => `sdr lab fault ${name} ${example}`));

export const addFaultCommands = (lab: Command): void => {
  const fault = lab.command('fault').description('make something go wrong, until it is healed');
  withNotes(fault, NOTES);
  for (const kind of FAULT_KINDS) addKind(fault, kind);
  withName(lab.command('faults').description('the active faults, with their numbers'))
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(faults);
  withName(lab.command('heal [number]').description('take all active faults away, or the one of that number')).action(
    heal,
  );
};

const addKind = (fault: Command, kind: FaultKind): void => {
  const command = fault.command(`${kind.name} <${kind.target}>`).description(kind.does);
  for (const { flags, description, required } of kind.options) {
    if (required) command.requiredOption(flags, description);
    else command.option(flags, description);
  }
  withNotes(
    withName(command).action((target: string, given: Given & LabName) => make(kind, target, given)),
    rows(
      { label: 'Seen:', text: kind.seen },
      { label: 'Healed:', text: kind.healed ?? 'nothing to heal: it happens once' },
      { label: 'Example:', command: `sdr lab fault ${kind.name} ${kind.example}` },
    ),
  );
};

const make = async (kind: FaultKind, target: string, { name, ...given }: Given & LabName): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  const lab = await findLab(name);
  const fault = kind.faultOf(lab.topology, target, given);
  await lab.fault(fault);
  result(`${describeFault(fault)}${kind.healed === null ? '' : ', until: sdr lab heal'}`);
};

const faults = async ({ name, output }: LabName & { readonly output: Form }): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  const views = (await findLab(name)).faults().map(viewOf);
  result(output === 'json' ? JSON.stringify(views) : faultLines(views).join('\n'));
};

const viewOf = ({ id, fault, left }: ActiveFault): FaultView => ({
  id,
  description: describeFault(fault),
  fault,
  ...(left !== undefined && { left }),
});

export const faultLines = (views: readonly FaultView[]): readonly string[] =>
  views.length === 0
    ? ['no fault is active']
    : views.map(
        ({ id, description, left }) => `fault ${id}: ${description}${left === undefined ? '' : `, ${left} times more`}`,
      );

const heal = async (number: string | undefined, { name }: LabName): Promise<void> => {
  const { findLab } = await import('../../../lab/index.js');
  const lab = await findLab(name);
  const active = lab.faults();
  const wanted = number === undefined ? undefined : active.find(({ id }) => String(id) === number);
  if (number !== undefined && wanted === undefined)
    throw new SdrError('E_USAGE', `no fault ${number} is active; active are: ${numbers(active)}`);
  await lab.heal(wanted?.fault);
  result(faultLines(lab.faults().map(viewOf)).join('\n'));
};

const numbers = (active: readonly ActiveFault[]): string => active.map(({ id }) => id).join(', ') || 'none';
