import type { Command } from 'commander';

export interface LabName {
  readonly name: string;
}

export const DEFAULT_NAME = 'lab';

/** Every command of the lab is about one of them. */
export const withName = (command: Command): Command =>
  command.option('--name <name>', 'which lab, where there are several', DEFAULT_NAME);
