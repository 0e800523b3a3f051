import { basename } from 'node:path';
import { KEY_FILES, keyDirectory } from '../../cluster/hadr-keys.js';
import type { Host } from '../../cluster/host/host.js';
import { onEach, onNodes } from '../../cluster/on-nodes.js';
import { keepFile, rememberBefore } from '../../cluster/workspace.js';
import type { Before } from '../../domain/start/before.js';
import { home, nodes, type Work } from '../work.js';

/** What the key files hold, in the order of their names. */
export type Keys = readonly (Buffer | undefined)[];

/** A key file of a node as it is; undefined: it is not there. */
export interface KeyFile {
  readonly path: string;
  readonly found: Buffer | undefined;
}

interface OnNode {
  readonly host: Host;
  readonly files: readonly KeyFile[];
}

export const keyFilesOn = async (host: Host): Promise<readonly KeyFile[]> => {
  const directory = await keyDirectory(host);
  const paths = KEY_FILES.map((name) => `${directory}/${name}`);
  return Promise.all(paths.map(async (path) => ({ path, found: await host.readFile(path) })));
};

/**
 * Key files are about to be made or written over: the home node knows of them first, and what they were is kept on their
 * node. A change that then fails on one node can be undone on all.
 */
export const rememberKeyFiles = async (work: Work, changing: readonly OnNode[]): Promise<readonly Before[]> => {
  await onEach(changing, addressOf, async ({ host, files }) => {
    for (const { path, found } of files) if (found !== undefined) await keepFile(host, basename(path), found);
  });
  return rememberBefore(home(work), changing.flatMap(beforeOf));
};

const addressOf = ({ host }: OnNode): string => host.address;

const beforeOf = ({ host: { address: node }, files }: OnNode): readonly Before[] => {
  const pathsOf = (isThere: boolean): readonly string[] =>
    files.filter(({ found }) => (found !== undefined) === isThere).map(({ path }) => path);
  const [created, replaced] = [pathsOf(false), pathsOf(true)];
  return [
    ...(created.length > 0 ? [{ kind: 'created files', node, paths: created } as const] : []),
    ...(replaced.length > 0 ? [{ kind: 'replaced files', node, paths: replaced } as const] : []),
  ];
};

export interface KeysGiven {
  /** Whether a file was written on any node. */
  readonly written: boolean;
  readonly before: readonly Before[];
}

/** Gives every node these keys, but for those it has. */
export const giveKeys = async (work: Work, keys: Keys): Promise<KeysGiven> => {
  const all = await onNodes(nodes(work), async (host) => ({ host, files: outdated(await keyFilesOn(host), keys) }));
  const changing = all.filter(({ files }) => files.length > 0);
  const before = await rememberKeyFiles(work, changing);
  await onEach(changing, addressOf, async ({ host, files }) => {
    for (const { path, wanted } of files) await host.writeFile(path, wanted, 0o600);
  });
  return { written: changing.length > 0, before };
};

const outdated = (files: readonly KeyFile[], keys: Keys): readonly (KeyFile & { readonly wanted: Buffer })[] =>
  files.flatMap(({ path, found }, index) => {
    const wanted = keys[index];
    return wanted === undefined || found?.equals(wanted) === true ? [] : [{ path, found, wanted }];
  });
