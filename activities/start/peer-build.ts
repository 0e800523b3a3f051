import { Context } from '@temporalio/activity';
import { actionWorkflowId } from '../../domain/names.js';
import type { PartId } from '../../domain/start/parts.js';
import { beatingIn } from '../../engine/heartbeats.js';
import type { Work } from '../work.js';

/** The main standby's build on the other side, as its run's heartbeat shows it. */
export interface PeerBuild {
  /** Undefined: its run does not say. */
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

/** A heartbeat that is older tells of a worker that is gone. */
const FRESH_MS = 30_000;
/** Once built it is started, which has a limit of its own. */
const BUILDING: readonly string[] = ['buildMainStandby', 'startMainStandby'] satisfies readonly PartId[];

/** Undefined while no build beats there: none runs, its worker is away, or that side still runs gs_sdr. */
export const peerBuild = async ({ scope }: Work): Promise<PeerBuild | undefined> => {
  try {
    const { client } = Context.current();
    const run = await client.workflow.getHandle(actionWorkflowId(scope.pair.peer)).describe();
    const build = (await beatingIn(run, client)).find(({ part }) => BUILDING.includes(part));
    if (build?.beatAt === undefined || Date.now() - build.beatAt > FRESH_MS) return undefined;
    const { doneBytes, totalBytes } = build.progress ?? {};
    return { ...(doneBytes !== undefined && { doneBytes }), ...(totalBytes !== undefined && { totalBytes }) };
  } catch {
    // The databases are the truth; this only keeps a clock from running.
    return undefined;
  }
};
