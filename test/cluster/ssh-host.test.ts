import { describe, expect, test } from '@jest/globals';
import { sshHost } from '../../cluster/host/ssh-host.js';
import { sshdMissing, startSshd } from '../support/sshd.js';
import { hostContract } from './host-contract.js';

const skipped = process.env['SDR_TEST_WITHOUT_SSHD'] === '1' ? sshdMissing() : undefined;

(skipped ? describe.skip : describe)(`a host over ssh${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  hostContract(async (home) => {
    const sshd = await startSshd(home.directory);
    const host = sshHost(sshd.address, { arguments: sshd.clientArguments });
    return {
      host,
      close: async () => {
        await host.close();
        await sshd.stop();
      },
    };
  });
});

test('a node where nothing listens is unreachable, with what ssh said', async () => {
  const host = sshHost('127.0.0.1', { arguments: ['-F', 'none', '-p', '1'] });
  const result = await host.run(['true'], { timeoutMs: 20_000 });
  expect(result.kind === 'unreachable' && result.why).toContain('Connection refused');
});
