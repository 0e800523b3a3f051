import { readFileSync } from 'node:fs';
import type { LabNode, LabTopology } from '../../topology.js';

/** This machine's users, and the lab's user as the node has it: at home on the node, with a shell. */
export const passwdFile = ({ user }: LabTopology, { name, home }: LabNode): string => {
  const others = entries().filter(([login]) => login !== user.name);
  const { uid, gid } = user.ids ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const own = [user.name, 'x', uid, gid, `lab node ${name}`, home, '/bin/bash'];
  return [own, ...others].map((fields) => `${fields.join(':')}\n`).join('');
};

/** Nobody has a password, and nobody is locked. */
export const shadowFile = (): string =>
  entries()
    .map(([login]) => `${login ?? ''}:*:::::::\n`)
    .join('');

const entries = (): readonly (readonly string[])[] =>
  readFileSync('/etc/passwd', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(':'));

export const hostsFile = (nodes: readonly LabNode[]): string =>
  ['127.0.0.1 localhost', ...nodes.map(({ ip, name }) => `${ip} ${name}`)].map((line) => `${line}\n`).join('');
