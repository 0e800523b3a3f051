import { readFileSync, readdirSync } from 'node:fs';
import { LAB_VARIABLE, nodeNamed, type LabTopology } from '../../topology.js';

/** The stand-in's own end of a session: what runs in it on the node goes on, as behind a real sshd. */
const CLIENT = 'setsid\0-f\0-w\0';

/** A node that cannot be reached any more loses the ssh sessions that are open to it. */
export const cutSshSessions = (topology: LabTopology, node: string): void => {
  const marks = [`${LAB_VARIABLE}=${topology.directory}`, `HOME=${nodeNamed(topology, node).home}`, 'SDR_LAB_SSH=1'];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const environment = read(pid, 'environ').split('\0');
    if (!read(pid, 'cmdline').startsWith(CLIENT) || !marks.every((mark) => environment.includes(mark))) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Ended by itself.
    }
  }
};

const read = (pid: string, file: 'environ' | 'cmdline'): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};
