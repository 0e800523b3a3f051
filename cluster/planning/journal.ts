import { basename } from 'node:path/posix';
import type { Difference, PlanAction, PlanCommand, PlanFile } from '../../domain/plan/plan.js';
import { KEY_FILES } from '../hadr-keys.js';
import { PLAIN_FILES, isOwnRecord } from '../workspace.js';
import type { PlannedNode } from './planned-cluster.js';
import type { Found } from './planned-files.js';

/** What was asked of the nodes since it was last taken. */
export interface Journal {
  /** @returns what adds the differences, once they are known */
  command(command: PlanCommand): (differences: readonly Difference[]) => void;
  /** To be called before a file is changed. */
  file(node: PlannedNode, path: string): Promise<void>;
  /** Node by node, in this order: the commands as they were asked, then the files by name. */
  take(addresses: readonly string[]): Promise<readonly PlanAction[]>;
}

interface Touched {
  readonly node: PlannedNode;
  readonly path: string;
  readonly before: Promise<Found>;
}

export const openJournal = (): Journal => {
  let commands: PlanCommand[] = [];
  let touched = new Map<string, Touched>();
  return {
    command: (command) => {
      const list = commands;
      const at = list.push(command) - 1;
      return (differences) => {
        list[at] = { ...command, differences };
      };
    },
    file: async (node, path) => {
      const key = `${node.host.address} ${path}`;
      const known = touched.get(key) ?? { node, path, before: node.files.find(path) };
      touched.set(key, known);
      await known.before;
    },
    take: async (addresses) => {
      const [asked, places] = [commands, [...touched.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1))];
      commands = [];
      touched = new Map();
      const files = (await Promise.all(places.map(fileOf))).flat();
      return addresses.flatMap((address) => [
        ...asked.filter(({ node }) => node === address),
        ...files.filter(({ node }) => node === address),
      ]);
    },
  };
};

/** Nothing, when it is as it was. */
const fileOf = async ({ node, path, before: found }: Touched): Promise<readonly PlanFile[]> => {
  const [before, after] = [await found, await node.files.find(path)];
  if (isSame(before, after)) return [];
  return [{ kind: 'file', node: node.host.address, path, before: shownAs(path, before), after: shownAs(path, after) }];
};

const isSame = (a: Found, b: Found): boolean =>
  a?.kind === 'file' && b?.kind === 'file' ? a.content.equals(b.content) : a?.kind === b?.kind;

/** Contents that are short, plain and no secret are shown; others are named. */
const shownAs = (path: string, found: Found): string | null => {
  if (found === undefined) return null;
  if (found.kind === 'directory') return '<directory>';
  const name = basename(path);
  if (isOwnRecord(name)) return '<own record>';
  if ((KEY_FILES as readonly string[]).includes(name)) return '<key>';
  if (PLAIN_FILES.includes(name) || found.content.length === 0) return found.content.toString('utf8');
  return `<${name.replace(/^\d+_/, '')}>`;
};
