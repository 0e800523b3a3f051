import { join } from 'node:path';
import { SdrError } from '../../domain/errors.js';
import {
  ENVIRONMENT_LIMIT_MS,
  ENVIRONMENT_SCRIPT,
  IN_ENGLISH,
  parseEnvironment,
  slowEnvironment,
  type SourcedEnvironment,
} from './environment.js';
import { controlDirectory } from './control-directory.js';
import {
  NOT_READ,
  foundIn,
  listScript,
  makeDirectoryScript,
  readScript,
  removeScript,
  replaceScript,
} from './file-scripts.js';
import type { Host, RunOptions, RunResult } from './host.js';
import { runProcess, type Launch } from './process.js';
import { SECRET_VARIABLE, quoteArgument, quoteCommand } from './quote.js';
import { remoteShell, type RemoteShell } from './remote-shell.js';
import type { Command, Secret } from './secret.js';

export interface SshOptions {
  /** Further arguments of ssh, e.g. `-F`, a file, or `-p`, a port. */
  readonly arguments?: readonly string[];
  readonly launch?: Launch;
}

/** One connection per node is kept open this long after its last use. */
const PERSIST_S = 120;

/** The remote side announces its process and its exit status, so that a broken connection is never taken for an answer. */
const BEGIN = /^[^]*?@@sdr-pid (\d+)\n/;
const END = /\n@@sdr-exit (\d+)\n$/;
const NOT_FOUND = '@@sdr-not-found';

/** A connection is a worker's own: the end of another one does not end it. */
const controlPath = (): string => join(controlDirectory(), `%C-${process.pid}`);

/** Another node, reached with OpenSSH as the same OS user, without a password. */
export const sshHost = (address: string, options: SshOptions = {}): Host => {
  const client = { launch: options.launch ?? runProcess, ssh: sshArguments(address, options) };
  const shell = remoteShell(client.ssh);
  let sourced: Promise<SourcedEnvironment> | undefined;
  const source = (): Promise<SourcedEnvironment> => {
    // The first command opens the connection all others share.
    sourced ??= readEnvironment(shell, address);
    sourced.catch(() => (sourced = undefined));
    return sourced;
  };
  const script = async (text: string): Promise<string> => {
    const result = await shell.run(text);
    if (result.kind === 'exited' && result.exitCode === 0) return result.stdout;
    throw fileError(address, result);
  };
  return {
    address,
    environment: async () => (await source()).cluster,
    run: async (command, runOptions) => {
      try {
        const { cluster } = await source();
        return await runScript(client, commandScript(command, cluster.mpprc), withSecret(command, runOptions));
      } catch (error) {
        if (error instanceof SdrError && error.code === 'E_NODE_UNREACHABLE')
          return { kind: 'unreachable', why: error.found };
        throw error;
      }
    },
    readFile: async (path) => {
      const base64 = foundIn(await script(readScript(path)));
      return base64 === undefined ? undefined : decoded(address, path, base64);
    },
    writeFile: async (path, content, mode) => {
      await script(replaceScript(path, Buffer.from(content), mode));
    },
    remove: async (path) => {
      await script(removeScript(path));
    },
    makeDirectory: async (path, mode) => {
      await script(makeDirectoryScript(path, mode));
    },
    list: async (path) =>
      foundIn(await script(listScript(path)))
        ?.split('\0')
        .filter(Boolean)
        .toSorted(),
    close: async () => {
      sourced = undefined;
      shell.end();
      await client.launch('ssh', ['-O', 'exit', ...client.ssh], { timeoutMs: 5_000, kill: 'process' });
    },
  };
};

/** How a node is reached. */
interface Client {
  readonly launch: Launch;
  readonly ssh: readonly string[];
}

const sshArguments = (address: string, { arguments: more = [] }: SshOptions): readonly string[] => [
  ...['-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR', '-o', 'ConnectTimeout=10'],
  ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
  ...['-o', 'ControlMaster=auto', '-o', `ControlPath=${controlPath()}`, '-o', `ControlPersist=${PERSIST_S}`],
  ...['-T', ...more, '--', address],
];

const readEnvironment = async (shell: RemoteShell, address: string): Promise<SourcedEnvironment> => {
  const result = await shell.run(ENVIRONMENT_SCRIPT, ENVIRONMENT_LIMIT_MS);
  if (result.kind === 'unreachable') throw new SdrError('E_NODE_UNREACHABLE', result.why, { node: address });
  if (result.kind === 'timed out') throw slowEnvironment(address);
  return parseEnvironment(result.kind === 'exited' ? result.stdout : '', address);
};

/** A shell script on the node, with its exit status told by itself. */
const runScript = (client: Client, text: string, options: RunOptions): Promise<RunResult> =>
  runRemote(client, `printf '@@sdr-pid %s\\n' $$\n(\n${text}\n)\nprintf '\\n@@sdr-exit %s\\n' $?`, options);

/** The environment file is sourced before each command, as the product's own tools do. */
const commandScript = (command: Command, mpprc: string): string =>
  [
    ...(secretOf(command) ? [`IFS= read -r ${SECRET_VARIABLE}`] : []),
    `. ${quoteArgument(mpprc)} >/dev/null 2>&1 </dev/null`,
    IN_ENGLISH,
    `command -v ${quoteArgument(command[0])} >/dev/null || { echo '${NOT_FOUND}'; exit 127; }`,
    `exec ${quoteCommand(command)}`,
  ].join('\n');

const withSecret = (command: Command, options: RunOptions): RunOptions => {
  const secret = secretOf(command);
  return secret === undefined ? options : { ...options, stdin: `${secret.reveal()}\n${options.stdin ?? ''}` };
};

export const secretOf = (command: Command): Secret | undefined => {
  const [secret, another] = command.flatMap((argument) => (typeof argument === 'string' ? [] : [argument.secret]));
  if (another !== undefined && another !== secret) throw new RangeError('a command takes one secret');
  // It travels as the first line of standard input.
  if (secret !== undefined && /[\n\0]/.test(secret.reveal())) throw new RangeError('a secret is one line');
  return secret;
};

const runRemote = async (client: Client, script: string, options: RunOptions): Promise<RunResult> => {
  const end = await client.launch('ssh', [...client.ssh, script], {
    ...options,
    kill: 'process',
    beforeKill: (soFar) => killRemote(client, soFar),
  });
  if (end.kind === 'not found') return { kind: 'unreachable', why: 'no program ssh on this node' };
  const stdout = end.stdout.replace(BEGIN, '');
  if (end.kind !== 'exited') return { ...end, stdout };
  const exit = END.exec(stdout);
  if (exit === null) return { kind: 'unreachable', why: end.stderr.trim() || `ssh ended with status ${end.exitCode}` };
  const [trailer, status] = exit;
  const said = stdout.slice(0, -trailer.length);
  if (Number(status) === 127 && said.endsWith(`${NOT_FOUND}\n`)) return { kind: 'not found' };
  return { kind: 'exited', exitCode: Number(status), stdout: said, stderr: end.stderr };
};

/** sshd lets a command without terminal go on when its client dies: the session it leads is ended by a second command. */
const killRemote = async (client: Client, soFar: string): Promise<void> => {
  const pid = BEGIN.exec(soFar)?.[1];
  if (pid === undefined) return;
  const script = `kill -TERM -- -${pid} 2>/dev/null; for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 -- -${pid} 2>/dev/null || exit 0; sleep 0.2; done; kill -KILL -- -${pid}`;
  await client.launch('ssh', [...client.ssh, script], { timeoutMs: 10_000, kill: 'process' });
};

/** What a command prints is kept only up to a bound: a file cut short is an error, not a shorter file. */
const decoded = (node: string, path: string, base64: string): Buffer => {
  if (!/[^A-Za-z0-9+/=\s]/.test(base64)) return Buffer.from(base64, 'base64');
  throw new SdrError('E_COMMAND_FAILED', `${path} is too large to be read over ssh`, { node });
};

const fileError = (address: string, result: RunResult): SdrError => {
  switch (result.kind) {
    case 'unreachable':
      return new SdrError('E_NODE_UNREACHABLE', result.why, { node: address });
    case 'not found':
      return new SdrError('E_TOOL_MISSING', 'no shell', { node: address });
    case 'exited':
      return new SdrError(
        result.exitCode === NOT_READ ? 'E_COMMAND_FAILED' : 'E_FILE_NOT_WRITTEN',
        `exit status ${result.exitCode}: ${result.stderr.trim()}`,
        { node: address },
      );
    case 'timed out':
    case 'cancelled':
      return new SdrError('E_COMMAND_TIMED_OUT', 'a file was not reached in time', {
        node: address,
      });
  }
};
