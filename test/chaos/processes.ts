import { readFileSync } from 'node:fs';
import type { Lab } from '../../lab/index.js';
import { argumentsOfProcess, isAlive, programOf } from '../../lab/proc.js';
import { processesOf } from '../../lab/processes.js';
import { isTool } from '../crash/lab/crew.js';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The kernel's short name of it. */
  readonly program: string;
  readonly argv: readonly string[];
}

/** What runs in the lab. */
export const processesIn = (lab: Lab): readonly Process[] =>
  processesOf(lab.topology)
    .filter(isAlive)
    .map((pid) => ({ pid, parent: parentOf(pid), program: programOf(pid), argv: argumentsOfProcess(pid) }));

const parentOf = (pid: number): number => {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/**
 * What nobody should have left: everything but servers, CM, the lab's network, and the workers with what they keep open to
 * other nodes; over real ssh these are connections, which outlast a worker that is killed for a while, and sessions at
 * the other end. A tool is none of these, whoever runs it.
 */
export const strayAmong = (processes: readonly Process[]): readonly string[] => {
  const known = new Map(processes.map((process) => [process.pid, process]));
  const belongsToWorker = (process: Process | undefined): boolean =>
    process !== undefined && (isWorker(process) || isSsh(process) || belongsToWorker(known.get(process.parent)));
  return processes
    .filter((process) => !isLabs(process) && (isTool(process.argv) || !belongsToWorker(process)))
    .map(({ pid, argv }) => `process ${pid}: ${argv.join(' ').slice(0, 300)}`);
};

const runs =
  (program: RegExp) =>
  ({ argv }: Process): boolean =>
    argv.some((argument) => program.test(argument));

const isWorker = runs(/\/worker\/main\.js$/);
const isSsh = ({ program, argv: [first = ''] }: Process): boolean =>
  (program === 'sshd' && first.startsWith('sshd: ')) || (program === 'ssh' && first.endsWith('[mux]'));
/** Each node that is a machine of its own is held by a process that sleeps. */
const holdsNode = ({ program, argv }: Process): boolean => program === 'sleep' && argv[1] === 'infinity';
const isLabs = (process: Process): boolean =>
  process.program === 'postgres' || holdsNode(process) || runs(/\/lab\/(cm|network)\//)(process);
