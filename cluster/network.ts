import { runToExit } from './host/failure.js';
import type { Host } from './host/host.js';
import type { Command } from './host/secret.js';

const LIMIT_MS = 20_000;

/** Whether one ping from this address of the node reaches the other within 4 s. */
export const reaches = async (host: Host, to: string, from: string, signal?: AbortSignal): Promise<boolean> => {
  const command: Command = ['ping', to, '-I', from, '-c', '1', '-w', '4'];
  return (await runToExit(host, command, { timeoutMs: LIMIT_MS, ...(signal && { signal }) })).exitCode === 0;
};

/** The addresses of the node, as `hostname -I` shows them (loopback is none). */
export const ownAddresses = async (host: Host, signal?: AbortSignal): Promise<readonly string[]> => {
  const result = await runToExit(host, ['hostname', '-I'], { timeoutMs: LIMIT_MS, ...(signal && { signal }) });
  return result.stdout.trim().split(/\s+/).filter(Boolean);
};
