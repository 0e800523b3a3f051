import { join } from 'node:path';
import { execa } from 'execa';
import { askRelationship, viewRun } from '../client/index.js';
import { preciseNow } from '../lab/call-log.js';
import type { Rig } from './rig.js';

/** How long the verbs that only look take, in milliseconds. */
export interface Looks {
  readonly statusMs: number;
  readonly queryMs: number;
  /** `sdr status` as typed: a process of its own. */
  readonly statusCommandMs: number;
}

export const look = async (rig: Rig): Promise<Looks> => {
  const { pair } = await rig.request('north');
  return {
    statusMs: await timed(() => viewRun(rig.engine, pair.cluster)),
    queryMs: await timed(() => askRelationship(rig.engine, { pair })),
    statusCommandMs: await timed(() => statusCommand(rig, pair.cluster)),
  };
};

const statusCommand = async ({ lab, engine }: Rig, cluster: string): Promise<void> => {
  const { node, project } = lab.topology.programs;
  await execa(node, [join(project, 'client', 'main.js'), 'status', '--cluster', cluster, '--json'], {
    env: { PATH: process.env['PATH'] ?? '', HOME: lab.directory, TEMPORAL_ADDRESS: engine.address },
    extendEnv: false,
    stdin: 'ignore',
    cleanup: false,
  });
};

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = preciseNow();
  await work();
  return preciseNow() - began;
};
