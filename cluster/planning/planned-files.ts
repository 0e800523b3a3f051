import { dirname } from 'node:path/posix';
import type { Host } from '../host/host.js';

/** What is, or would be, at a path. */
export type Found = { readonly kind: 'file'; readonly content: Buffer } | { readonly kind: 'directory' } | undefined;

type Entry =
  | { readonly kind: 'file'; readonly content: Buffer }
  /** A new one: what a directory of that name held before is not in it. */
  | { readonly kind: 'directory' }
  | { readonly kind: 'gone' };

/** A node's files as they would be: those of the node, with what was planned laid over them. */
export interface PlannedFiles {
  read(path: string): Promise<Buffer | undefined>;
  list(path: string): Promise<readonly string[] | undefined>;
  find(path: string): Promise<Found>;
  write(path: string, content: string | Buffer): void;
  remove(path: string): void;
  makeDirectory(path: string): Promise<void>;
  /** Files that were read so far and are there, by the end of their paths. */
  known(end: string): readonly string[];
}

export const plannedFiles = (real: Pick<Host, 'readFile' | 'list'>): PlannedFiles => {
  const entries = new Map<string, Entry>();
  const seen = new Set<string>();

  const entryOf = (path: string): Entry | undefined =>
    entries.get(path) ?? (isHidden(path) ? { kind: 'gone' } : undefined);
  const isHidden = (path: string): boolean => {
    for (let above = dirname(path), below = path; above !== below; [above, below] = [dirname(above), above]) {
      const entry = entries.get(above);
      if (entry !== undefined) return true;
    }
    return false;
  };
  const childrenOf = (path: string) =>
    [...entries].flatMap(([name, { kind }]) =>
      dirname(name) === path ? [{ name: name.slice(path.length + 1), there: kind !== 'gone' }] : [],
    );

  const read: PlannedFiles['read'] = async (path) => {
    const entry = entryOf(path);
    const content = entry === undefined ? await real.readFile(path) : entry.kind === 'file' ? entry.content : undefined;
    if (content !== undefined) seen.add(path);
    return content;
  };
  const list: PlannedFiles['list'] = async (path) => {
    const entry = entryOf(path);
    if (entry !== undefined && entry.kind !== 'directory') return undefined;
    const there = entry === undefined ? await real.list(path) : [];
    const children = childrenOf(path);
    const planned = children.filter((child) => child.there).map(({ name }) => name);
    if (there === undefined) return planned.length > 0 ? planned.toSorted() : undefined;
    const kept = there.filter((name) => !children.some((child) => child.name === name));
    return [...kept, ...planned].toSorted();
  };
  return {
    read,
    list,
    find: async (path) => {
      if ((await list(path)) !== undefined) return { kind: 'directory' };
      const content = await read(path);
      return content === undefined ? undefined : { kind: 'file', content };
    },
    write: (path, content) => {
      entries.set(path, { kind: 'file', content: Buffer.from(content) });
    },
    remove: (path) => {
      for (const name of entries.keys()) if (name.startsWith(`${path}/`)) entries.delete(name);
      entries.set(path, { kind: 'gone' });
    },
    makeDirectory: async (path) => {
      if ((await list(path)) === undefined) entries.set(path, { kind: 'directory' });
    },
    known: (end) => [...seen].filter((path) => path.endsWith(end) && entryOf(path)?.kind !== 'gone'),
  };
};
