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

/** A port that has not answered by then is closed. */
const CONNECT_S = 4;

/** nc of another make takes other options. */
const OTHER_NC = /usage|invalid option|unrecognized|illegal option/i;

/**
 * Whether a connection from this address of the node to the other's port can be made; nothing is sent on it. Done by nc
 * or, where there is none, by python3, which the product's own scripts need.
 * @throws SdrError E_TOOL_MISSING neither is there
 */
export const connects = async (
  host: Host,
  { from, to, port }: { readonly from: string; readonly to: string; readonly port: number },
  signal?: AbortSignal,
): Promise<boolean> => {
  const options = { timeoutMs: LIMIT_MS, ...(signal && { signal }) };
  const nc = await host.run(['nc', '-z', '-w', String(CONNECT_S), '-s', from, to, String(port)], options);
  const usable = nc.kind === 'exited' && (nc.exitCode === 0 || !OTHER_NC.test(`${nc.stdout}\n${nc.stderr}`));
  if (usable) return nc.exitCode === 0;
  const script = `import socket,sys\nsocket.create_connection((sys.argv[2],int(sys.argv[3])),${CONNECT_S},(sys.argv[1],0)).close()`;
  return (await runToExit(host, ['python3', '-c', script, from, to, String(port)], options)).exitCode === 0;
};
