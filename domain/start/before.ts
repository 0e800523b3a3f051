import { flag, listOf, number, object, orNull, taggedBy, text, type Shape, optional } from '../shape.js';

/**
 * What a setting was before a run changed it. Values are remembered once and never overwritten, so that a second entry
 * does not take its own change for the original, and are put back when the run is done, failed or aborted.
 */
export type Before =
  /** A parameter of a datanode's postgresql.conf; null: the file did not set it. */
  | {
      readonly kind: 'datanode parameter';
      readonly datanode: number;
      readonly parameter: string;
      readonly value: string | null;
      /** When to put it back: at every end, or only when the run is undone or aborted. */
      readonly until: 'end' | 'undone';
    }
  /** Lines this run added to a datanode's pg_hba.conf, and those of the same clients that gs_guc wrote over for them. */
  | {
      readonly kind: 'pg_hba lines';
      readonly datanode: number;
      readonly added: readonly string[];
      readonly replaced?: readonly string[];
    }
  /** A key of CM's store; null: absent. */
  | { readonly kind: 'ddb key'; readonly key: string; readonly value: string | null }
  /** A parameter of cm_server or cm_agent on a node; null: the file did not set it. */
  | {
      readonly kind: 'cm parameter';
      readonly component: 'cmserver' | 'cmagent';
      readonly nodeId: number;
      readonly parameter: string;
      readonly value: string | null;
    }
  /** Files this run created on a node, outside of data directories. */
  | { readonly kind: 'created files'; readonly node: string; readonly paths: readonly string[] }
  /** Files of a node, outside of data directories, that this run wrote over; as they were they lie in its workspace. */
  | { readonly kind: 'replaced files'; readonly node: string; readonly paths: readonly string[] }
  /** The hadr user stood in the global configuration already (its cipher text stays in the workspace), or not. */
  | { readonly kind: 'stored hadr user'; readonly existed: boolean };

/** The fields of each kind, as JSON has them: what a file says is checked before it is believed. */
const KINDS = {
  'datanode parameter': object({ datanode: number, parameter: text, value: orNull(text), until: text }),
  'pg_hba lines': object({ datanode: number, added: listOf(text), replaced: optional(listOf(text)) }),
  'ddb key': object({ key: text, value: orNull(text) }),
  'cm parameter': object({ component: text, nodeId: number, parameter: text, value: orNull(text) }),
  'created files': object({ node: text, paths: listOf(text) }),
  'replaced files': object({ node: text, paths: listOf(text) }),
  'stored hadr user': object({ existed: flag }),
} as const satisfies Record<Before['kind'], Shape>;

const BEFORE = listOf(taggedBy('kind', KINDS));

export const areBefore = (value: unknown): value is readonly Before[] => BEFORE(value);

/** What names a value: two records with the same name are about the same thing. */
const nameOf = (before: Before): string => {
  switch (before.kind) {
    case 'datanode parameter':
      return `${before.kind} ${before.datanode} ${before.parameter}`;
    case 'pg_hba lines':
      return `${before.kind} ${before.datanode}`;
    case 'ddb key':
      return `${before.kind} ${before.key}`;
    case 'cm parameter':
      return `${before.kind} ${before.component} ${before.nodeId} ${before.parameter}`;
    case 'created files':
    case 'replaced files':
      return `${before.kind} ${before.node}`;
    case 'stored hadr user':
      return before.kind;
  }
};

/** The known values plus those that are new; what is known already stays as it is, only lists of added things grow. */
export const rememberOnce = (known: readonly Before[], found: readonly Before[]): readonly Before[] =>
  found.reduce<readonly Before[]>((all, value) => {
    const index = all.findIndex((other) => nameOf(other) === nameOf(value));
    const old = all[index];
    return old === undefined ? [...all, value] : all.with(index, grown(old, value));
  }, known);

const grown = (old: Before, found: Before): Before => {
  if (old.kind === 'pg_hba lines' && found.kind === 'pg_hba lines') {
    const replaced = [...new Set([...(old.replaced ?? []), ...(found.replaced ?? [])])];
    return {
      ...old,
      added: [...new Set([...old.added, ...found.added])],
      ...(replaced.length > 0 && { replaced }),
    };
  }
  return 'paths' in old && 'paths' in found ? { ...old, paths: [...new Set([...old.paths, ...found.paths])] } : old;
};
