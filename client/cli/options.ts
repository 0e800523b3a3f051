import { InvalidArgumentError, Option, type Command } from 'commander';
import { readClusterName } from '../../cluster/configuration-file.js';
import { hadrUser } from '../../domain/hadr-user.js';
import { ROLES } from '../../domain/roles.js';
import { DEFAULT_HADR_USER } from '../../domain/start/request.js';
import { clusterName, type ClusterName } from '../../domain/topology.js';
import type { ConfigurationFiles } from '../configuration.js';
import { CliError } from '../lang/cli-error.js';

/** Options that several commands have in common. */
export interface ClusterOptions {
  readonly xml?: string;
  readonly json?: string;
  readonly cluster?: string;
  readonly peer?: string;
}

/** How a result is written. */
export type Form = 'text' | 'json';

/** The files of an option that may be given again. */
export type Files = readonly string[];

const collected = (file: string, before: Files | undefined): Files => [...(before ?? []), file];

/** @param several one file may be given for each of several clusters */
export const configurationOptions = (command: Command, { several = false } = {}): Command =>
  command
    .addOption(taking('-X, --xml <file>', 'the cluster’s install XML', several))
    .addOption(taking('--json <file>', 'gs_sdr’s JSON configuration; wins when both are given', several))
    .addOption(new Option('--cluster <name>', 'this cluster’s name, when the file does not give it'))
    .addOption(new Option('--peer <name>', 'the other cluster’s name, when the file does not give it'));

const taking = (flags: string, description: string, several: boolean): Option => {
  const option = new Option(flags, description);
  return several ? option.argParser(collected) : option;
};

export const roleOption = (): Option => new Option('-m, --mode <role>', 'the role this cluster gets').choices(ROLES);

export const userOption = (): Option =>
  new Option('-U, --user <user>', 'database user of the replication, the same on both clusters')
    .argParser(hadrUser)
    .default(DEFAULT_HADR_USER);

/** Options of a command that is about one cluster, or about two that are given a file each. */
export interface SeveralOptions {
  readonly xml?: Files;
  readonly json?: Files;
  readonly cluster?: string;
  readonly peer?: string;
}

/** How many clusters the files are for. */
export const filesGiven = ({ xml = [], json = [] }: SeveralOptions): number => Math.max(xml.length, json.length);

/** What the n-th cluster's configuration is read from; the second is the peer of the first. */
export const filesOfNth = ({ xml, json, cluster, peer }: SeveralOptions, n: 0 | 1): ConfigurationFiles => {
  const [own, other] = n === 0 ? [cluster, peer] : [peer, cluster];
  return filesOf({
    ...(xml?.[n] !== undefined && { xml: xml[n] }),
    ...(json?.[n] !== undefined && { json: json[n] }),
    ...(own !== undefined && { cluster: own }),
    ...(other !== undefined && { peer: other }),
  });
};

/** `--output json`, on every command with a result (docs/json.md). */
export const outputOption = (): Option =>
  new Option('--output <form>', 'form of the result (docs/json.md)').choices(['text', 'json']).default('text');

/** `--json` for short, where it does not name a configuration file. */
export const jsonOption = (): Option => new Option('--json', 'short for --output json').implies({ output: 'json' });

/** What a command is about: a cluster, or two that are started as one (`north~south`). */
export type Target =
  | { readonly kind: 'cluster'; readonly cluster: ClusterName }
  | { readonly kind: 'pair'; readonly pair: readonly [ClusterName, ClusterName] };

export const targetOf = (text: string): Target => {
  const [first = '', second, ...more] = text.split('~');
  return second === undefined || more.length > 0
    ? { kind: 'cluster', cluster: named(text) }
    : { kind: 'pair', pair: [named(first), named(second)] };
};

export const positiveInteger = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a positive whole number of seconds.');
  return Number(text);
};

export const nonNegativeInteger = (text: string): number => (text === '0' ? 0 : positiveInteger(text));

export const planHash = (text: string): string => {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new InvalidArgumentError('It must be the hash that `sdr plan start` printed.');
  return text;
};

export const filesOf = ({ xml, json, cluster, peer }: ClusterOptions): ConfigurationFiles => ({
  ...(xml !== undefined && { xml }),
  ...(json !== undefined && { json }),
  ...(cluster !== undefined && { cluster }),
  ...(peer !== undefined && { peer }),
});

/** The cluster a command is about: named, or found in the configuration. */
export const clusterOf = async ({ cluster, ...files }: ClusterOptions): Promise<ClusterName> =>
  cluster === undefined ? readClusterName(filesOf(files)) : named(cluster);

export const named = (text: string): ClusterName => {
  const name = clusterName(text);
  if (name === undefined) throw new CliError('E_NAME_REFUSED', 'noClusterName', { name: text });
  return name;
};
