import { SdrError } from '../../domain/errors.js';
import { TOOL_NAMES } from '../tools/names.js';
import { LAB_CLUSTERS, nodesOf, type LabClusterName, type LabTopology } from '../topology.js';

/** What stands on a command line, read. @throws SdrError E_USAGE, which names what there is */
export const nodeName = (topology: LabTopology, text: string): string =>
  oneOf(
    'node',
    text,
    nodesOf(topology).map(({ name }) => name),
  );

export const clusterName = (_: LabTopology, text: string): LabClusterName => {
  const found = LAB_CLUSTERS.find((name) => name === text);
  return found ?? unknown('cluster', text, LAB_CLUSTERS);
};

export const nodeOrClusterName = (topology: LabTopology, text: string): string =>
  oneOf('node or cluster', text, [...LAB_CLUSTERS, ...nodesOf(topology).map(({ name }) => name)]);

export const toolName = (_: LabTopology, text: string): string => oneOf('tool', text, TOOL_NAMES);

const oneOf = (what: string, text: string, names: readonly string[]): string =>
  names.includes(text) ? text : unknown(what, text, names);

const unknown = (what: string, text: string, names: readonly string[]): never => {
  throw new SdrError('E_USAGE', `the lab has no ${what} ${text}; it has ${names.join(', ')}`);
};

const UNITS = { '': 1, B: 1, kB: 1024, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 } as const;
const isUnit = (text: string): text is keyof typeof UNITS => Object.hasOwn(UNITS, text);

/** `64MB`, `2 MB/s`, `4096`: units as in postgresql.conf, 1024 each. */
export const bytes = (text: string, least = 1): number => {
  const [, number = '', unit = '-'] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)(?:\/s)?$/.exec(text) ?? [];
  const value = isUnit(unit) ? Math.round(Number(number) * UNITS[unit]) : 0;
  if (value < least || value > Number.MAX_SAFE_INTEGER)
    throw new SdrError('E_USAGE', `"${text}" is no number of bytes (64MB, 512kB, 4096), ${least} at least`);
  return value;
};

export const wholeNumber = (text: string, least: number, most: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most)
    throw new SdrError('E_USAGE', `"${text}" is no whole number from ${least} to ${most}`);
  return value;
};
