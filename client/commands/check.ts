import { Option, type Command } from 'commander';
import type { CheckRequest } from '../../domain/check/request.js';
import { SdrError } from '../../domain/errors.js';
import { ROLES, type Role } from '../../domain/roles.js';
import { outputOption, type Form, userOption } from '../cli/options.js';
import { readConfiguration, type ConfigurationFiles } from '../configuration.js';

interface CheckOptions {
  readonly mode?: Role;
  readonly both?: true;
  readonly xml: readonly string[];
  readonly json: readonly string[];
  readonly cluster?: string;
  readonly peer?: string;
  readonly user: string;
  readonly all?: true;
  readonly output: Form;
}

const EXAMPLES = `
Examples:
  before its start, on one side  sdr check -m primary -X north.xml
  both sides, and between them   sdr check --both -X north.xml -X south.xml
  every check, for a program     sdr check -m disaster_standby -X south.xml --output json`;

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const addCheckCommand = (program: Command): void => {
  program
    .command('check')
    .description('everything a start would trip over, on one side or both; changes nothing')
    .addOption(new Option('-m, --mode <role>', 'the role this cluster is to get').choices(ROLES))
    .addOption(new Option('--both', 'both sides: give the primary’s file first').conflicts(['mode', 'cluster', 'peer']))
    .addOption(new Option('-X, --xml <file>', 'the cluster’s install XML').argParser(several).default([], 'none'))
    .addOption(
      new Option('--json <file>', 'gs_sdr’s JSON configuration; wins when both are given')
        .argParser(several)
        .default([], 'none'),
    )
    .addOption(new Option('--cluster <name>', 'this cluster’s name, when the file does not give it'))
    .addOption(new Option('--peer <name>', 'the other cluster’s name, when the file does not give it'))
    .addOption(userOption())
    .option('--all', 'show the checks that are ok too')
    .addOption(outputOption())
    .addHelpText('after', EXAMPLES)
    .action(check);
};

const check = async (options: CheckOptions): Promise<void> => {
  const [primary, standby] = options.both ? filesOfBoth(options) : [filesOfOne(options)];
  const requests = await Promise.all([
    requestOf(primary, options.mode ?? 'primary', options.user),
    ...(standby ? [requestOf(standby, 'disaster_standby', options.user)] : []),
  ]);
  const verb = await import('../verbs/check.js');
  await verb.check(requests, { all: options.all === true, form: options.output });
};

const requestOf = async (files: ConfigurationFiles, role: Role, hadrUser: string): Promise<CheckRequest> => ({
  pair: await readConfiguration(files),
  role,
  hadrUser,
});

const filesOfOne = ({ mode, xml, json, cluster, peer }: CheckOptions): ConfigurationFiles => {
  if (mode === undefined) throw new SdrError('E_USAGE', 'as what? Give -m ROLE, or --both');
  if (xml.length > 1 || json.length > 1) throw new SdrError('E_USAGE', 'one file for one cluster; --both takes two');
  return {
    ...(xml[0] !== undefined && { xml: xml[0] }),
    ...(json[0] !== undefined && { json: json[0] }),
    ...(cluster !== undefined && { cluster }),
    ...(peer !== undefined && { peer }),
  };
};

const filesOfBoth = ({ xml, json }: CheckOptions): readonly [ConfigurationFiles, ConfigurationFiles] => {
  const files = json.length > 0 ? json.map((file) => ({ json: file })) : xml.map((file) => ({ xml: file }));
  const [primary, standby] = files;
  if (primary === undefined || standby === undefined || files.length > 2)
    throw new SdrError('E_USAGE', '--both takes two files of one form, the primary’s first: -X FILE -X FILE');
  return [primary, standby];
};
