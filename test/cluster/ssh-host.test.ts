import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Host } from '../../cluster/host/host.js';
import { awaitJob, startJob, stopJob } from '../../cluster/host/job.js';
import { replaceScript } from '../../cluster/host/file-scripts.js';
import { framed } from '../../cluster/host/remote-shell.js';
import { sshHost } from '../../cluster/host/ssh-host.js';
import { fakeHome, type FakeHome } from '../support/fake-cluster-home.js';
import { builtLauncher } from '../support/launcher.js';
import { signalProcessesWith } from '../support/processes.js';
import { sshdSkipped, startSshd, type Sshd } from '../support/sshd.js';
import { hostContract } from './host-contract.js';

const skipped = sshdSkipped();

(skipped ? describe.skip : describe)(`a host over ssh${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  hostContract(async (home) => {
    const sshd = await startSshd(home.directory);
    const launcher = builtLauncher();
    const host = sshHost(sshd.address, { arguments: sshd.clientArguments, launch: launcher.launch });
    return {
      host,
      close: async () => {
        await host.close();
        launcher.close();
        await sshd.stop();
      },
    };
  });
});

(skipped ? describe.skip : describe)('over ssh', () => {
  let home: FakeHome;
  let sshd: Sshd;
  let host: Host;
  beforeAll(async () => {
    home = await fakeHome();
    sshd = await startSshd(home.directory);
    host = sshHost(sshd.address, { arguments: sshd.clientArguments });
  });
  afterAll(async () => {
    await host.close();
    await sshd.stop();
    await home.remove();
  });

  test('a wait for a job goes on after the connection broke', async () => {
    const gate = `${home.directory}/gate`;
    await home.program('gated', `while [ ! -e ${gate} ]; do sleep 0.05; done; exit 4`);
    const job = { directory: `${home.directory}/job`, key: 'run-1', command: ['gated'] as const };
    await startJob(host, job);
    const broken: string[] = [];
    const waiting = awaitJob(host, job, { onUnreachable: (why) => void broken.push(why) });
    // A wait that ends here has not gone on; then there is nothing more to break.
    const ended = waiting.then(
      () => true,
      () => true,
    );
    while (broken.length === 0 && !(await Promise.race([ended, host.close().then(() => false)])));
    await writeFile(gate, '');
    expect(await waiting).toEqual({ kind: 'ended', exitCode: 4 });
    expect(broken[0]).toContain('waiting for');
  });

  test('a broken connection ends a wait whose caller wants to know', async () => {
    await home.program('endless', `sleep 304`);
    const job = { directory: `${home.directory}/endless`, key: 'run-1', command: ['endless'] as const };
    await startJob(host, job);
    const ended = awaitJob(host, job).catch((error: unknown) => error);
    let end: unknown;
    void ended.then((error) => (end = error));
    while (end === undefined) await host.close();
    expect(end).toMatchObject({ code: 'E_NODE_UNREACHABLE' });
    await stopJob(host, job);
  });

  test('more commands at once than one connection carries all come through', async () => {
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, index) => host.run(['echo', String(index)], { timeoutMs: 30_000 })),
    );
    expect(all.map((result) => result.kind === 'exited' && result.stdout)).toEqual(all.map((_, i) => `${i}\n`));
  });

  test('a file is reached although the connection broke while nobody used it', async () => {
    const path = `${home.directory}/after-a-break`;
    await host.writeFile(path, 'first', 0o600);
    const port = sshd.clientArguments[sshd.clientArguments.indexOf('-p') + 1]!;
    expect(await signalProcessesWith('SIGKILL', 'exec bash --norc', `\0${port}\0`)).toBe(1);
    expect((await host.readFile(path))?.toString()).toBe('first');
  });

  test('a file too large to be read is an error, never a part of it', async () => {
    const path = `${home.directory}/large`;
    await writeFile(path, Buffer.alloc(3_000_000, 7));
    await expect(host.readFile(path)).rejects.toMatchObject({ code: 'E_COMMAND_FAILED' });
  });
});

test('a file whose writer died on the way stays as it was', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sdr-half-'));
  const path = join(directory, 'file');
  await writeFile(path, 'old');
  const sent = framed(replaceScript(path, Buffer.from('n'.repeat(3000)), 0o600), 'mark');
  for (const part of [0.3, 0.9, 0.99]) {
    await execa('bash', ['--norc'], { input: sent.slice(0, sent.length * part), reject: false });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(directory)).toEqual(['file']);
  }
  await execa('bash', ['--norc'], { input: sent });
  expect(await readFile(path, 'utf8')).toBe('n'.repeat(3000));
  await rm(directory, { recursive: true });
});

test('a node where nothing listens is unreachable, with what ssh said', async () => {
  const host = sshHost('127.0.0.1', { arguments: ['-F', 'none', '-p', '1'] });
  const result = await host.run(['true'], { timeoutMs: 20_000 });
  expect(result.kind === 'unreachable' && result.why).toContain('Connection refused');
});
