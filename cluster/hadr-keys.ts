import { notUnderstood, runOk } from './host/failure.js';
import type { Host } from './host/host.js';
import type { Command } from './host/secret.js';
import type { Login } from './gs-ctl.js';

/** The key pair that encrypts the hadr user's password in the database; the same on every node of both clusters. */
export const KEY_FILES = ['hadr.key.cipher', 'hadr.key.rand'] as const;

const LIMIT_MS = 60_000;

export const keyDirectory = async (host: Host): Promise<string> => `${(await host.environment()).gaussHome}/bin`;

/** Arguments: the directory, the tool's libraries, the files. */
export const GENERATE_SCRIPT = [
  `dir=$1; LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$2"; shift 2; export LD_LIBRARY_PATH`,
  `gs_guc generate -S default -o hadr -D "$dir" && cd "$dir" && chmod 600 "$@"`,
].join('\n');

/** Makes the key files, readable by their owner alone. An existing pair is overwritten: look first. */
export const generateKeys = async (host: Host, signal?: AbortSignal): Promise<void> => {
  const { gpHome } = await host.environment();
  const directory = await keyDirectory(host);
  const libraries = `${gpHome}/script/gspylib/clib`;
  const generate: Command = ['sh', '-c', GENERATE_SCRIPT, 'sh', directory, libraries, ...KEY_FILES];
  await runOk(host, generate, limit(signal));
};

/** `user|password` as cipher text: one line of base64, another one each time. */
export const encryptLogin = async (host: Host, { user, password }: Login, signal?: AbortSignal): Promise<string> => {
  const command: Command = ['gs_encrypt', '-f', 'hadr', { prefix: `${user}|`, secret: password }];
  const { stdout } = await runOk(host, command, limit(signal));
  const text = stdout.trim();
  if (!/^[A-Za-z0-9+/]+=*$/.test(text)) throw notUnderstood(host, command, '(no line of base64)');
  return text;
};

const limit = (signal?: AbortSignal) => ({ timeoutMs: LIMIT_MS, ...(signal && { signal }) });
