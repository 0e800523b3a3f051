import { cascadeStandbyBuild } from '../../../cluster/gs-ctl.js';
import { cascadeStreams } from '../../../cluster/statements.js';
import { BUILD_LIMIT } from '../../../domain/start/parts.js';
import { saidOf } from '../../../domain/start/log-lines.js';
import type { DatanodeScope, Outcome } from '../../contract.js';
import { databaseOf, type Work } from '../../work.js';
import { runBuild } from './run-build.js';

/**
 * Step 7: the full copy of a cascade standby from the main standby; the tool starts it afterwards.
 * Twice: a running build is adopted, one that ended well is not repeated; one done in an earlier entry is repeated only
 * when the datanode does not stream.
 */
export const buildCascadeStandby = async (work: Work<DatanodeScope>): Promise<Outcome> => {
  const { datanode, doneBefore } = work.scope;
  if (doneBefore && (await streams(work)))
    return { said: `dn_${datanode.id} was built in an earlier entry and streams` };
  saidOf('buildCascadeStandby').begun(datanode.id).forEach(work.log.say);
  const command = cascadeStandbyBuild(datanode.dataDirectory, BUILD_LIMIT);
  const tries = await runBuild(work, { datanode, command, name: 'cascade standby' });
  saidOf('buildCascadeStandby').done(datanode.id).forEach(work.log.say);
  return { said: `dn_${datanode.id} is built${tries > 1 ? ` at try ${tries}` : ''}` };
};

/** A datanode that does not answer does not stream. */
const streams = async (work: Work<DatanodeScope>): Promise<boolean> => {
  try {
    return await cascadeStreams(databaseOf(work, work.scope.datanode));
  } catch {
    work.signal.throwIfAborted();
    return false;
  }
};
