/** What a fault that acted at once needs to be undone, as it was before. Healing undoes this and nothing else. */
export type Kept =
  | { readonly kind: 'stopped datanode'; readonly node: string }
  | { readonly kind: 'ended cm'; readonly nodes: readonly string[] }
  | { readonly kind: 'filled disk'; readonly node: string }
  | { readonly kind: 'changed files'; readonly files: readonly ChangedFile[] }
  | {
      readonly kind: 'changed password';
      readonly cluster: 'north' | 'south';
      /** As the server keeps them, not in the clear. */
      readonly was: string;
      readonly left: string;
    };

export interface ChangedFile {
  readonly path: string;
  /** Null: there was none. */
  readonly was: string | null;
  readonly left: string;
  /** A directory that was made for it. */
  readonly madeDirectory?: string;
}
