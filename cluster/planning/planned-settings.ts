import { EVERYWHERE, gucValueOn, parseChecks, withValues } from '../guc-values.js';
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
  /** By parameter: what each node, or every one, would have. */
  const planned = new Map<string, Map<string, string | null>>();
  const running = new Map<string, string | null>();
  const key = (place: string, parameter: string): string => `${place} ${parameter}`;
  const of = (parameter: string): Map<string, string | null> => {
    const values = planned.get(parameter) ?? new Map<string, string | null>();
    planned.set(parameter, values);
    return values;
  };
  return {
    instances: async (host, which, parameter) => {
      const { stdout } = await runOk(host, ['gs_guc', 'check', '-Z', 'datanode', ...which, '-c', parameter], {
        timeoutMs: LIMIT_MS,
      });
      // Of one datanode it tells by its node, and as of all once more.
      const seen = [...parseChecks(stdout, parameter)].filter(([node]) => node !== EVERYWHERE || !which.includes('-D'));
      return seen.map(([node, value]) => {
        const after = gucValueOn(of(parameter), node);
        return { node, value: after === undefined ? value : after };
      });
    },
    write: (instances, parameter, value) => {
      const values = of(parameter);
      if (instances.some(({ node }) => node === EVERYWHERE)) values.clear();
      for (const { node } of instances) values.set(node, value);
    },
    amended: (stdout, parameter) => withValues(stdout, parameter, of(parameter)),
    reloaded: (address, parameter) => running.get(key(address, parameter)) ?? undefined,
    reload: (address, parameter, value) => {
      running.set(key(address, parameter), value);
    },
  };
};
