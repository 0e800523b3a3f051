import type { Role } from '../roles.js';
import type { PartId } from '../start/parts.js';
import type { HomeNode } from '../start/run-state.js';
import type { StepId } from '../start/steps.js';
import type { ClusterName } from '../topology.js';

/**
 * What `sdr start` would do now, in order. What only the run itself will know stands there as a placeholder in angle
 * brackets: `<password>`, `<cipher text>`, `<run id>`, contents of keys and records.
 */
export interface Plan {
  /** sha-256 over the rest, without entry and home; `sdr start --plan` insists on it. */
  readonly hash: string;
  readonly cluster: ClusterName;
  readonly peer: ClusterName;
  readonly role: Role;
  readonly hadrUser: string;
  /** 1: a new start; more: how a parked one goes on. */
  readonly entry: number;
  /** The last step that is recorded and not done again. */
  readonly recorded: number;
  /** The node that keeps the workspace. */
  readonly home?: HomeNode;
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  readonly id: StepId;
  readonly parts: readonly PlanPart[];
}

/** A part, with its datanode or the status it publishes where there are several. */
export interface PlanPart {
  readonly part: PartId;
  readonly what?: string;
  /** Node by node: commands in order, then what becomes of files. */
  readonly actions: readonly PlanAction[];
}

export type PlanAction = PlanCommand | PlanFile;

export interface PlanCommand {
  /** `look`: it changes nothing. */
  readonly kind: 'look' | 'change';
  /** The node's name. */
  readonly node: string;
  readonly argv: readonly string[];
  /** The statement that gsql is given on its standard input. */
  readonly sql?: string;
  readonly differences: readonly Difference[];
}

/** Something that a command makes different; null: not there, not set. */
export interface Difference {
  readonly what: string;
  /** Node, file or store. */
  readonly where: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A file or directory that is written or removed; null: not there. */
export interface PlanFile {
  readonly kind: 'file';
  readonly node: string;
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Everything that makes a plan another one. */
export type PlanMatter = Pick<Plan, 'cluster' | 'peer' | 'role' | 'hadrUser' | 'steps'>;

export const matterOf = ({ cluster, peer, role, hadrUser, steps }: PlanMatter): PlanMatter => ({
  cluster,
  peer,
  role,
  hadrUser,
  steps,
});
