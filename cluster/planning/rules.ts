import type { Difference } from '../../domain/plan/plan.js';
import type { RunResult } from '../host/host.js';
import type { Command } from '../host/secret.js';
import { CM_RULES } from './rules-cm.js';
import { GS_CTL_RULES } from './rules-gs-ctl.js';
import { GS_GUC_RULES } from './rules-gs-guc.js';
import { GSQL_RULES } from './rules-gsql.js';
import { NODE_RULES } from './rules-node.js';
import type { PlannedCluster, PlannedNode } from './planned-cluster.js';

/** A command that a plan is asked to run. */
export interface Asked {
  readonly node: PlannedNode;
  readonly cluster: PlannedCluster;
  /** Its arguments, secrets as placeholders. */
  readonly words: readonly string[];
  /** What it is given on standard input. */
  readonly input: string;
  /** Runs the real command: only a rule of kind `look` may. */
  readonly look: () => Promise<RunResult>;
}

interface Matching {
  readonly tool: string;
  /** The words begin with these. */
  readonly words?: readonly string[];
  readonly when?: (asked: Pick<Asked, 'words' | 'input'>) => boolean;
  /** How it is shown, when otherwise than it is run. */
  readonly shown?: (words: readonly string[]) => readonly string[];
  /** What it is given, without what only the run will know. */
  readonly shownInput?: (input: string) => string;
}

/** It changes nothing: it runs, unless `answer` says something else, because of what was planned before. */
interface Look extends Matching {
  readonly kind: 'look';
  readonly answer?: (asked: Asked) => Promise<RunResult> | RunResult;
}

/** It changes something: it is never run, and answered as the tool answers when it has done it. */
interface Change extends Matching {
  readonly kind: 'change';
  readonly answer: (asked: Omit<Asked, 'look'>) => Promise<Changed> | Changed;
}

export interface Changed {
  readonly stdout: string;
  readonly differences: readonly Difference[];
}

export type Rule = Look | Change;

/** What is known of every command. One that no rule knows is refused, and never run. */
const RULES: readonly Rule[] = [...NODE_RULES, ...CM_RULES, ...GS_CTL_RULES, ...GS_GUC_RULES, ...GSQL_RULES];

/** The first rule that fits. */
export const ruleFor = (tool: Command[0], words: readonly string[], input = ''): Rule | undefined =>
  RULES.find(
    (rule) =>
      rule.tool === tool &&
      (rule.words ?? []).every((word, index) => words[index] === word) &&
      (rule.when?.({ words, input }) ?? true),
  );
