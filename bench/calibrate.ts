import type { Rig } from './rig.js';

/** What a tool's process takes beyond what it notes of itself: to come into being, and to go. */
export interface Margin {
  readonly beforeMs: number;
  readonly afterMs: number;
}

const TIMES = 9;

/**
 * A tool notes its call from within: a few milliseconds before and after are the command's too, for whoever runs it, and
 * stand in no call log. Measured on the idle lab, with a tool that only prints, from within the node: getting there is not
 * what a worker pays, which is on it.
 */
export const processMargin = async ({ lab }: Rig): Promise<Margin> => {
  const [node] = lab.clusters.north.nodes;
  if (node === undefined) throw new Error('the lab has no nodes');
  const margins: Margin[] = [];
  for (let time = 0; time < TIMES; time++) {
    lab.clearCalls();
    const { stdout } = await lab.run(node, [
      'bash',
      '-c',
      'now=$EPOCHREALTIME; cm_ctl view >&2; echo $now $EPOCHREALTIME',
    ]);
    const [began = NaN, ended = NaN] = stdout.split(' ').map((seconds) => Number(seconds) * 1000);
    const [call] = lab.calls();
    if (call?.endedAt === undefined) throw new Error('cm_ctl view is not in the call log');
    margins.push({ beforeMs: call.beganAt - began, afterMs: ended - call.endedAt });
  }
  lab.clearCalls();
  return {
    beforeMs: median(margins.map((margin) => margin.beforeMs)),
    afterMs: median(margins.map(({ afterMs }) => afterMs)),
  };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
