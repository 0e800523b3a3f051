import { abortBoth, abortRun, viewBoth, viewRun, type ClusterName, type Engine } from 'durable-sdr/client';
import { runbookHere } from './context.js';

export interface Which {
  readonly primary: ClusterName;
  readonly standby: ClusterName;
}

/**
 * Ends what is under way of the start, the standby first, as `sdr abort` does. A side that is done stays so: its end is
 * `gs_sdr -t stop`.
 * Twice: the asking has a name and is done once.
 */
export const abortStart = async (engine: Engine, { primary, standby }: Which): Promise<string> => {
  const { workflowId, runId } = runbookHere();
  const message = { by: workflowId, reason: 'the runbook failed' };
  const both = await viewBoth(engine, [primary, standby]);
  if (both?.execution === 'RUNNING') {
    await (
      await abortBoth(engine, [primary, standby], message, `abort for ${runId}`)
    ).ended;
  }
  const ends: string[] = [];
  for (const cluster of [standby, primary]) {
    const run = await viewRun(engine, cluster);
    const open = run?.execution === 'RUNNING';
    const state = open ? await (await abortRun(engine, cluster, message, `abort for ${runId}`)).ended : run?.state;
    if (state !== undefined) ends.push(`${cluster}: ${state.phase}, ${state.status}`);
  }
  return ends.join('; ') || 'nothing was begun';
};
