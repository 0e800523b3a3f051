import type { Host } from '../cluster/host/host.js';
import { openLauncher } from '../cluster/host/launcher.js';
import { localHost } from '../cluster/host/local-host.js';
import { sshHost } from '../cluster/host/ssh-host.js';
import { observedHost, type CommandObserver } from './telemetry/observed-host.js';

/** Nodes by address: the worker's own runs commands directly, others over ssh; each is opened once and kept. */
export interface HostPool {
  readonly host: (address: string) => Host;
  close(): Promise<void>;
}

/** @param observers watch every command on every node */
export const hostPool = (ownAddresses: readonly string[], observers: readonly CommandObserver[] = []): HostPool => {
  const open = new Map<string, Host>();
  const launcher = openLauncher();
  const { launch } = launcher;
  return {
    host: (address) => {
      const known = open.get(address);
      if (known !== undefined) return known;
      const plain = ownAddresses.includes(address) ? localHost(address, launch) : sshHost(address, { launch });
      const host = observedHost(plain, observers);
      open.set(address, host);
      return host;
    },
    close: async () => {
      await Promise.allSettled([...open.values()].map((host) => host.close()));
      open.clear();
      launcher.close();
    },
  };
};
