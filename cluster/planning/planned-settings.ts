import { parseChecks, quoted } from '../gs-guc.js';
import { runOk } from '../host/failure.js';
import type { Host } from '../host/host.js';

const LIMIT_MS = 300_000;

/** A parameter on a node, as `gs_guc check` names it. */
export interface Instance {
  readonly node: string;
  readonly value: string | null;
}

/** The datanodes' parameters as they would be: those of their files, with what was planned laid over them. */
export interface PlannedSettings {
  /**
   * The instances that `gs_guc` would write with these words (`-D …`, or `-N all -I all`), with their values.
   * Asks the real tool, which changes nothing.
   */
  instances(host: Host, which: readonly string[], parameter: string): Promise<readonly Instance[]>;
  write(instances: readonly Instance[], parameter: string, value: string | null): void;
  /** The answer of `gs_guc check` as it would be. */
  amended(stdout: string, parameter: string): string;
  /** What `show` would answer there, when a reload was planned; the node's only datanode is meant. */
  reloaded(address: string, parameter: string): string | undefined;
  reload(address: string, parameter: string, value: string | null): void;
}

export const plannedSettings = (): PlannedSettings => {
  const planned = new Map<string, string | null>();
  const running = new Map<string, string | null>();
  const key = (place: string, parameter: string): string => `${place} ${parameter}`;
  return {
    instances: async (host, which, parameter) => {
      const { stdout } = await runOk(host, ['gs_guc', 'check', '-Z', 'datanode', ...which, '-c', parameter], {
        timeoutMs: LIMIT_MS,
      });
      return [...parseChecks(stdout, parameter)].map(([node, value]) => {
        const after = planned.get(key(node, parameter));
        return { node, value: after === undefined ? value : after };
      });
    },
    write: (instances, parameter, value) => {
      for (const { node } of instances) planned.set(key(node, parameter), value);
    },
    amended: (stdout, parameter) =>
      stdout
        .split('\n')
        .map((line) => {
          const [, node] = /^gs_guc check: ([^:]+): /.exec(line) ?? [];
          const after = node === undefined ? undefined : planned.get(key(node, parameter));
          const before = `gs_guc check: ${node ?? ''}: ${parameter}=`;
          if (after === undefined || !line.startsWith(before)) return line;
          return `${before}${after === null ? 'NULL' : quoted(after)}${line.slice(line.lastIndexOf(': ['))}`;
        })
        .join('\n'),
    reloaded: (address, parameter) => running.get(key(address, parameter)) ?? undefined,
    reload: (address, parameter, value) => {
      running.set(key(address, parameter), value);
    },
  };
};
