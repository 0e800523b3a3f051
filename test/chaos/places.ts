import { existsSync, readdirSync } from 'node:fs';
import { nodesOf, type Lab, type LabClusterName } from '../../lab/index.js';
import { withoutKeys } from '../crash/lab/left.js';
import { fingerprint, type Fingerprint } from '../support/fingerprint.js';

/** What a start sets and leaves, and besides the names of files in data directories and homes, where nothing may stay. */
export const placesOf = async (lab: Lab): Promise<Fingerprint> => {
  const names = nodesOf(lab.topology).flatMap((node): readonly (readonly [string, unknown])[] => [
    [`${node.name} data directory`, namesIn(node.datanode.directory)],
    [`${node.name} home`, namesIn(node.home)],
  ]);
  const told: Fingerprint = Object.fromEntries(names);
  return { ...withoutKeys(await fingerprint(lab)), ...told };
};

const namesIn = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries((existsSync(directory) ? readdirSync(directory) : []).map((name) => [name, 'there']));

/** Of one cluster, optionally only some. */
export const placesIn = (
  places: Fingerprint,
  cluster: LabClusterName,
  endings: readonly string[] = [''],
): Fingerprint =>
  Object.fromEntries(
    Object.entries(places).filter(([place]) => place.startsWith(cluster) && endings.some((end) => place.endsWith(end))),
  );

/** Place by place, for people: what is otherwise than expected. */
export const differingPlaces = (expected: Fingerprint, found: Fingerprint): readonly string[] =>
  keysOf(expected, found).flatMap((place) => {
    const [was, is] = [expected[place], found[place]];
    if (isRecord(was) && isRecord(is))
      return keysOf(was, is).flatMap((name) => differing(`${place}, ${name}`, was[name], is[name]));
    return differing(place, was, is);
  });

const differing = (place: string, expected: unknown, found: unknown): readonly string[] => {
  const [was, is] = [expected, found].map((value) => JSON.stringify(value));
  return was === is ? [] : [`${place}: ${is ?? 'nothing'} instead of ${was ?? 'nothing'}`];
};

const keysOf = (...records: readonly object[]): readonly string[] => [...new Set(records.flatMap(Object.keys))];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
