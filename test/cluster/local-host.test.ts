import { describe } from '@jest/globals';
import { localHost } from '../../cluster/host/local-host.js';
import { builtLauncher } from '../support/launcher.js';
import { hostContract } from './host-contract.js';

describe('the local host', () => {
  hostContract((home) => {
    const restore = withHome(home.directory);
    return Promise.resolve({ host: localHost('127.0.0.1'), close: () => restore() });
  });
});

describe('the local host with a launcher', () => {
  hostContract((home) => {
    const restore = withHome(home.directory);
    const launcher = builtLauncher();
    return Promise.resolve({
      host: localHost('127.0.0.1', launcher.launch),
      close: () => {
        launcher.close();
        return restore();
      },
    });
  });
});

const withHome = (directory: string): (() => Promise<void>) => {
  const before = process.env['HOME'];
  process.env['HOME'] = directory;
  return () => {
    process.env['HOME'] = before;
    return Promise.resolve();
  };
};
