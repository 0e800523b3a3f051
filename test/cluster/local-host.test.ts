import { describe } from '@jest/globals';
import { localHost } from '../../cluster/host/local-host.js';
import { hostContract } from './host-contract.js';

describe('the local host', () => {
  hostContract((home) => {
    const before = process.env['HOME'];
    process.env['HOME'] = home.directory;
    return Promise.resolve({
      host: localHost('127.0.0.1'),
      close: () => {
        process.env['HOME'] = before;
        return Promise.resolve();
      },
    });
  });
});
