import { execa } from 'execa';
import { SdrError } from '../../../domain/errors.js';
import { startDetached } from '../../detached.js';
import { LAB_VARIABLE, type LabTopology } from '../../topology.js';
import { entranceTo, labelOf } from './place.js';
import { ROOT_PATH, pathOf } from './programs.js';

/** As long as one process is in the namespaces they stay: this one is, until it is killed. */
const HOLD = `mount -t tmpfs -o mode=755,size=16m "$0" /run && exec sleep infinity`;

/** Makes the namespaces of a node or a router, with nothing in them. @returns the process that holds them */
export const openPlace = async (topology: LabTopology, place: string): Promise<number> => {
  const { directory } = topology;
  const found = (): number | undefined => entranceTo(directory, place);
  await startDetached(topology, {
    what: place,
    launch: {
      program: pathOf('unshare'),
      args: ['--net', '--uts', '--mount', '--', 'sh', '-c', HOLD, labelOf(directory, place)],
      options: { cwd: '/' },
    },
    variables: { [LAB_VARIABLE]: directory },
    isUp: () => found() !== undefined,
  });
  const pid = found();
  if (pid === undefined) throw new SdrError('E_LAB_FAILED', `${place} has been ended`);
  return pid;
};

/** Arguments of nsenter that lead into the namespaces of a process. */
export const into = (pid: number): readonly string[] => ['--target', String(pid), '--net', '--uts', '--mount'];

/** Runs a shell script there, as root; it ends at the first command that fails. @throws SdrError E_LAB_FAILED with what that said */
export const runIn = async ({ directory }: LabTopology, place: string, pid: number, script: string): Promise<void> => {
  const { failed, stderr, shortMessage } = await execa(pathOf('nsenter'), [...into(pid), '--', 'sh', '-e'], {
    input: script,
    env: { PATH: ROOT_PATH, [LAB_VARIABLE]: directory },
    extendEnv: false,
    cwd: '/',
    reject: false,
    cleanup: false,
  });
  if (failed) throw new SdrError('E_LAB_FAILED', `${place}: ${stderr.trim() || shortMessage}`);
};
