import { readFileSync } from 'node:fs';

/** The tables of docs/json.md, and what is wrong with a value that a command printed. */
interface Field {
  readonly path: string;
  readonly types: readonly string[];
  readonly optional: boolean;
}

export type ShapeName =
  | 'Errors'
  | 'Accepted'
  | 'Run'
  | 'Report'
  | 'Run view'
  | 'Side view'
  | 'Both'
  | 'Both view'
  | 'History'
  | 'Query'
  | 'Monitor'
  | 'Monitors'
  | 'Notice'
  | 'Check'
  | 'Plan'
  | 'Credentials'
  | 'Codec key'
  | 'Codec server'
  | 'Lab'
  | 'Lab status'
  | 'Lab faults'
  | 'Labs';

const text = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');

export const documented = (name: ShapeName): readonly Field[] => {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)`\s*\| ([a-z ]+)(\?)?\s*\|/gm)].map(([, path = '', types = '', mark]) => ({
    path,
    types: types.trim().split(' or '),
    optional: mark === '?',
  }));
};

/** A place in a value: `steps[].id`, with the value there and the paths of the members it has. */
interface Place {
  readonly path: string;
  readonly type: string;
  readonly members: readonly string[];
}

const placesIn = (value: unknown, path = ''): readonly Place[] => {
  const members = membersOf(value, path);
  const own = { path, type: typeOf(value), members: members.map(([member]) => member) };
  return [own, ...members.flatMap(([member, inner]) => placesIn(inner, member))];
};

const membersOf = (value: unknown, path: string): readonly (readonly [string, unknown])[] => {
  if (Array.isArray(value)) return value.map((element: unknown) => [`${path}[]`, element]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, inner]) => [memberPath(path, name), inner]);
};

/** What `progress` and `sides` hold has names of its own. */
const memberPath = (path: string, name: string): string =>
  path === 'progress' ? 'progress.<part>' : path === 'sides' ? 'sides.<role>' : path === '' ? name : `${path}.${name}`;

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Everything in which the value and the table differ. */
export const differencesFrom = (name: ShapeName, value: unknown): readonly string[] => {
  const fields = documented(name);
  const places = placesIn(value);
  const unknownOrWrong = places
    .filter(({ path }) => path !== '' && !isElsewhere(name, path))
    .flatMap(({ path, type }) => {
      const field = fields.find((candidate) => candidate.path === path);
      if (field === undefined) return [`${path} is not documented`];
      return field.types.includes(type) ? [] : [`${path} is documented as ${field.types.join(' or ')}, not ${type}`];
    });
  const missing = fields
    .filter(({ optional, path }) => !optional && !path.endsWith(']'))
    .flatMap(({ path }) => {
      const parent = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
      const without = places.filter((place) => place.path === parent && !place.members.includes(path));
      return without.length > 0 ? [`${path} is missing`] : [];
    });
  return [...new Set([...unknownOrWrong, ...missing])];
};

/** What has a table of its own is checked by that one. */
const ELSEWHERE: Partial<Record<ShapeName, RegExp>> = {
  'Run view': /^state\./,
  Both: /^(request\.(primary|standby)|sides\.<role>\.report)\./,
  'Both view': /^(state|runs\[\])\./,
  'Side view': /^(run|asked\.answer)\./,
  Run: /^peer\./,
  Report: /^(steps\[|progress\.|failure\.)/,
  Monitors: /^\[\]\.(settings\.pair|state\.(settings|rto|readiness|alarms\[\]|undelivered\[\]|rpo\.measured))(\.|\[)/,
  'Lab status': /^faults\[\]\./,
  'Lab faults': /^\[\]\.fault\./,
};

const isElsewhere = (name: ShapeName, path: string): boolean => ELSEWHERE[name]?.test(path) ?? false;

/** Paths that stand in the value. */
export const pathsIn = (value: unknown): readonly string[] => placesIn(value).map(({ path }) => path);
