import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { nodesOf, type LabNode, type LabTopology } from '../../topology.js';
import { pathOf } from './programs.js';

const keysDirectory = (directory: string): string => join(directory, 'ssh');

export const hostKey = (directory: string, node: string): string => join(keysDirectory(directory), `host-${node}`);

/** Of the lab's user, the same on all nodes, as `gs_ssh` and the installer of openGauss set it up. */
const userKey = (directory: string): string => join(keysDirectory(directory), 'user');

/** Keys of the nodes and of the user, and in each home what lets every node into every other one without a question. */
export const makeSshKeys = async (topology: LabTopology): Promise<void> => {
  const { directory } = topology;
  const nodes = nodesOf(topology);
  mkdirSync(keysDirectory(directory), { mode: 0o700 });
  const keys = [userKey(directory), ...nodes.map(({ name }) => hostKey(directory, name))];
  await Promise.all(keys.map(generate));
  const knownHosts = nodes.map((node) => knownHost(directory, node)).join('');
  for (const { home } of nodes) {
    const at = (name: string): string => join(home, '.ssh', name);
    mkdirSync(at('.'), { recursive: true, mode: 0o700 });
    copyFileSync(userKey(directory), at('id_ed25519'));
    copyFileSync(`${userKey(directory)}.pub`, at('authorized_keys'));
    writeFileSync(at('known_hosts'), knownHosts, { mode: 0o644 });
  }
};

const generate = async (path: string): Promise<void> => {
  await execa(pathOf('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path], { cleanup: false });
};

const knownHost = (directory: string, { name, ip, dataIp }: LabNode): string =>
  `${name},${ip},${dataIp} ${readFileSync(`${hostKey(directory, name)}.pub`, 'utf8').trim()}\n`;
