import { basename } from 'node:path';
import { KEY_FILES, keyDirectory } from '../../cluster/hadr-keys.js';
import type { Host } from '../../cluster/host/host.js';
import { onEach, onNodes } from '../../cluster/on-nodes.js';
import { keepFile, rememberBefore } from '../../cluster/workspace.js';
import type { Before } from '../../domain/start/before.js';
import { home, nodes, type Work } from '../work.js';

/** What the key files hold, in the order of their names. */
export type Keys = readonly (Buffer | undefined)[];

export const keysOn = async (host: Host): Promise<Keys> => {
  const directory = await keyDirectory(host);
  return Promise.all(KEY_FILES.map((name) => host.readFile(`${directory}/${name}`)));
};

/** A node’s key file that is not what it is to be. */
interface Outdated {
  readonly path: string;
  readonly wanted: Buffer;
  readonly found: Buffer | undefined;
}

export interface KeysGiven {
  /** Whether a file was written on any node. */
  readonly written: boolean;
  readonly before: readonly Before[];
}

/**
 * Gives every node these keys. What is not there yet, and what is written over, is known to the home node first: a node
 * that fails leaves those behind that did not.
 */
export const giveKeys = async (work: Work, keys: Keys): Promise<KeysGiven> => {
  const all = await onNodes(nodes(work), async (host) => ({ host, files: await outdatedOn(host, keys) }));
  const outdated = all.filter(({ files }) => files.length > 0);
  await onEach(outdated, addressOf, keepReplaced);
  const before = await rememberBefore(home(work), outdated.flatMap(beforeOf));
  await onEach(outdated, addressOf, async ({ host, files }) => {
    for (const { path, wanted } of files) await host.writeFile(path, wanted, 0o600);
  });
  return { written: outdated.length > 0, before };
};

interface OnNode {
  readonly host: Host;
  readonly files: readonly Outdated[];
}

const addressOf = ({ host }: OnNode): string => host.address;

const outdatedOn = async (host: Host, keys: Keys): Promise<readonly Outdated[]> => {
  const directory = await keyDirectory(host);
  const present = await keysOn(host);
  return KEY_FILES.flatMap((name, index) => {
    const [wanted, found] = [keys[index], present[index]];
    if (wanted === undefined || (found !== undefined && wanted.equals(found))) return [];
    return [{ path: `${directory}/${name}`, wanted, found }];
  });
};

const keepReplaced = async ({ host, files }: OnNode): Promise<void> => {
  for (const { path, found } of files) if (found !== undefined) await keepFile(host, basename(path), found);
};

const beforeOf = ({ host: { address: node }, files }: OnNode): readonly Before[] => {
  const pathsOf = (isThere: boolean): readonly string[] =>
    files.filter(({ found }) => (found !== undefined) === isThere).map(({ path }) => path);
  const [created, replaced] = [pathsOf(false), pathsOf(true)];
  return [
    ...(created.length > 0 ? [{ kind: 'created files', node, paths: created } as const] : []),
    ...(replaced.length > 0 ? [{ kind: 'replaced files', node, paths: replaced } as const] : []),
  ];
};
