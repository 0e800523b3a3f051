import type { Command } from './secret.js';

/** What `source` of the environment file gives on a node (tools.md §1): each node has its own. */
export interface ClusterEnvironment {
  /** The environment file: $MPPDB_ENV_SEPARATE_PATH, else ~/.bashrc. */
  readonly mpprc: string;
  readonly gaussHome: string;
  readonly gpHome: string;
  /** $PGHOST: sockets, locks and the workspace live here. */
  readonly pgHost: string;
  readonly gaussLog: string;
  /** The OS user of the cluster on this node. */
  readonly osUser: string;
}

export interface RunOptions {
  /** Given to the command's standard input; without it the input is empty. */
  readonly stdin?: string;
  /** After this many milliseconds the command and its children are killed. */
  readonly timeoutMs: number;
  /** Aborting kills the command and its children. */
  readonly signal?: AbortSignal;
}

/** How a command ended; always one of these, never an exception for what the command did. */
export type RunResult =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed out'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'cancelled'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not found' }
  | { readonly kind: 'unreachable'; readonly why: string };

/**
 * A node on which commands run and small files are read and written, with the cluster's environment sourced.
 * Two implementations, local and ssh, with one contract (test/cluster/host-contract.ts).
 * File operations throw SdrError (E_NODE_UNREACHABLE, E_FILE_NOT_WRITTEN, E_COMMAND_FAILED).
 */
export interface Host {
  /** The node's management address, as in the configuration. */
  readonly address: string;
  environment(): Promise<ClusterEnvironment>;
  run(command: Command, options: RunOptions): Promise<RunResult>;
  /** The file's bytes, or undefined when it does not exist. */
  readFile(path: string): Promise<Buffer | undefined>;
  /** Writes next to the place and renames: a reader sees the old or the new text, never half of it. */
  writeFile(path: string, content: string | Buffer, mode: number): Promise<void>;
  /** Removes the file or directory tree; absent is fine. */
  remove(path: string): Promise<void>;
  /** Makes the directory with its parents and sets its mode. */
  makeDirectory(path: string, mode: number): Promise<void>;
  /** Names in a directory, sorted; undefined when it does not exist. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** Ends connections the host keeps open; a later call opens them again. */
  close(): Promise<void>;
}
