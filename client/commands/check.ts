import { Option, type Command } from 'commander';
import type { CheckRequest } from '../../domain/check/request.js';
import type { Role } from '../../domain/roles.js';
import {
  configurationOptions,
  filesGiven,
  filesOfNth,
  outputOption,
  roleOption,
  userOption,
  type Form,
  type SeveralOptions,
} from '../cli/options.js';
import { CliError } from '../lang/cli-error.js';
import { readConfiguration, type ConfigurationFiles } from '../configuration.js';
import { examples, withNotes } from '../../worker/notes.js';

interface CheckOptions extends SeveralOptions {
  readonly mode?: Role;
  readonly both?: true;
  readonly user: string;
  readonly all?: true;
  readonly output: Form;
}

const NOTES = examples(
  ['before its start, on one side', 'sdr check -m primary -X north.xml'],
  ['both sides, and between them', 'sdr check --both -X north.xml -X south.xml'],
  ['every check, for a program', 'sdr check -m disaster_standby -X south.xml --output json'],
);

export const addCheckCommand = (program: Command): void => {
  const command = program
    .command('check')
    .description('everything a start would trip over, on one side or both; changes nothing')
    .addOption(roleOption())
    .addOption(new Option('--both', 'both sides: give the primary’s file first').conflicts('mode'));
  configurationOptions(withNotes(command, NOTES), { several: true })
    .addOption(userOption())
    .option('--all', 'show the checks that are ok too')
    .addOption(outputOption())
    .action(check);
};

const check = async (options: CheckOptions): Promise<void> => {
  const requests = await Promise.all(options.both ? ofBoth(options) : [ofOne(options)]);
  const verb = await import('../verbs/check.js');
  await verb.check(requests, { all: options.all === true, form: options.output });
};

const ofOne = (options: CheckOptions): Promise<CheckRequest> => {
  if (options.mode === undefined) throw new CliError('E_USAGE', 'asWhat');
  if (filesGiven(options) > 1) throw new CliError('E_USAGE', 'oneFile');
  return requestOf(filesOfNth(options, 0), options.mode, options.user);
};

const ofBoth = (options: CheckOptions): readonly Promise<CheckRequest>[] => {
  if (filesGiven(options) !== 2) throw new CliError('E_USAGE', 'twoFiles');
  return [
    requestOf(filesOfNth(options, 0), 'primary', options.user),
    requestOf(filesOfNth(options, 1), 'disaster_standby', options.user),
  ];
};

const requestOf = async (files: ConfigurationFiles, role: Role, hadrUser: string): Promise<CheckRequest> => ({
  pair: await readConfiguration(files),
  role,
  hadrUser,
});
