import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePort } from '../../lab/temporal/dev-server.js';

const SSHD = '/usr/sbin/sshd';

const missing = existsSync(SSHD) ? undefined : `${SSHD} is missing: install openssh-server`;

/**
 * Why tests over ssh are skipped, on a machine without sshd; SDR_TEST_SSHD=required makes that a failure, as where these
 * tests must not be missed.
 */
export const sshdSkipped = (): string | undefined =>
  process.env['SDR_TEST_SSHD'] === 'required' ? undefined : missing;

export interface Sshd {
  readonly address: string;
  /** What the ssh client needs on its command line. */
  readonly clientArguments: readonly string[];
  stop(): Promise<void>;
}

/** A real sshd on loopback with keys of its own; who logs in gets this home directory. */
export const startSshd = async (home: string): Promise<Sshd> => {
  if (missing) throw new Error(missing);
  const directory = await mkdtemp(join(tmpdir(), 'sdr-sshd-'));
  const at = (name: string): string => join(directory, name);
  for (const key of ['host', 'user']) await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  const port = await freePort(0);
  await mkdir('/run/sshd', { recursive: true }).catch(() => undefined);
  await writeFile(at('authorized_keys'), await readFile(at('user.pub')), { mode: 0o600 });
  await writeFile(
    at('config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized_keys')}`,
      `PidFile none`,
      `StrictModes no`,
      `UsePAM no`,
      `PermitRootLogin prohibit-password`,
      `SetEnv HOME=${home}`,
      `MaxSessions 50`,
    ].join('\n'),
  );
  const server = spawn(SSHD, ['-D', '-e', '-f', at('config')], { stdio: 'ignore' });
  await listening(port);
  const hostKey = (await readFile(at('host.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
  await writeFile(at('known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);
  return {
    address: '127.0.0.1',
    clientArguments: [
      ...['-F', 'none', '-p', String(port), '-i', at('user'), '-o', `UserKnownHostsFile=${at('known_hosts')}`],
    ],
    stop: async () => {
      server.kill('SIGKILL');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const listening = async (port: number): Promise<void> => {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('sshd does not listen');
};
