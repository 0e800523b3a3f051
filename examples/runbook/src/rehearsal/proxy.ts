import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { configurationOf, type Server } from '../entry-point/configuration.js';
import { haproxyAt, type HAProxy } from '../entry-point/haproxy.js';
import { running } from './process.js';

/** Debian installs it where only root's PATH leads. */
const PROGRAM = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].find((path) => existsSync(path)) ?? 'haproxy';

/** A real HAProxy in front of the regions, as it is before: writes go to the one cluster, nobody reads elsewhere. */
export const startProxy = async (
  directory: string,
  user: string,
  primary: Server,
  end: (closing: () => Promise<unknown>) => void,
): Promise<HAProxy> => {
  const files = {
    program: PROGRAM,
    file: join(directory, 'haproxy.cfg'),
    masterSocket: join(directory, 'haproxy.sock'),
  };
  const [readWritePort, readOnlyPort] = [await freePort(), await freePort()];
  const frontends = { readWritePort, readOnlyPort, user };
  await writeFile(files.file, configurationOf({ readWrite: [primary], readOnly: [] }, frontends));
  const master = await running(PROGRAM, ['-W', '-S', files.masterSocket, '-f', files.file], /Loading success/);
  end(master.end);
  return haproxyAt(files, frontends);
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};
