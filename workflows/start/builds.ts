import { isCancellation } from '@temporalio/workflow';
import { PARTS, type PartId } from '../../domain/start/parts.js';
import { cascadesIn, mainStandbyIn, partKey, whereOf } from '../../domain/start/places.js';
import type { StepId } from '../../domain/start/steps.js';
import { learned } from '../../domain/start/transitions.js';
import type { Datanode } from '../../domain/topology.js';
import { refuse } from './failure.js';
import { perform } from './perform.js';
import type { StartRun } from './run.js';

export const mainStandbyOf = (run: StartRun): Datanode => {
  const datanode = mainStandbyIn(run.state);
  if (datanode === undefined) throw refuse('E_NO_PRIMARY', 'the snapshot of this start shows no primary datanode');
  return datanode;
};

/** Where a part works, as far as it is one datanode known beforehand. */
export const placeOf = (run: StartRun, part: PartId): string =>
  PARTS[part].on === 'main standby' ? whereOf(mainStandbyOf(run)) : '';

/** From here on the data this cluster had is gone, whatever comes. */
export const buildMainStandby = async (run: StartRun, step: StepId): Promise<void> => {
  run.change((state) => learned(state, { erased: true }));
  await build(run, step, 'buildMainStandby', mainStandbyOf(run));
};

/** All at once; all of them settle before a failure is decided, so that none is left running unwatched. */
export const buildCascadeStandbys = async (run: StartRun, step: StepId): Promise<void> => {
  const others = cascadesIn(run.state);
  const results = await Promise.allSettled(others.map((other) => build(run, step, 'buildCascadeStandby', other)));
  const failed = results.filter((result) => result.status === 'rejected');
  const worst = failed.find(({ reason }) => isCancellation(reason)) ?? failed[0];
  if (worst !== undefined) await Promise.reject(worst.reason as Error);
};

const build = async (
  run: StartRun,
  step: StepId,
  part: 'buildMainStandby' | 'buildCascadeStandby',
  datanode: Datanode,
): Promise<void> => {
  const where = whereOf(datanode);
  const doneBefore = run.state.facts.doneParts.includes(partKey(part, where));
  await perform(run, step, part, { ...run.scope(), datanode, doneBefore }, where);
};
