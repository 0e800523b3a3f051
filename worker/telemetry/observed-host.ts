import { basename } from 'node:path';
import type { Host, RunResult } from '../../cluster/host/host.js';

/** A command as it may be told of: what it was told may hold secrets and names, and stays out. */
export interface ObservedCommand {
  readonly node: string;
  /** The program, without its path. */
  readonly tool: string;
}

/** Watches a command from its begin to its end, and changes nothing of it. */
export type CommandObserver = (command: ObservedCommand, run: () => Promise<RunResult>) => Promise<RunResult>;

/** The same host, each of its commands watched by all observers. */
export const observedHost = (host: Host, observers: readonly CommandObserver[]): Host => ({
  ...host,
  run: (command, options) => {
    const observed = { node: host.address, tool: basename(command[0]) };
    const watched = observers.reduce<() => Promise<RunResult>>(
      (run, observer) => () => observer(observed, run),
      () => host.run(command, options),
    );
    return watched();
  },
});
