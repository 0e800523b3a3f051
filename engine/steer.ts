import { SdrError } from '../domain/errors.js';
import { actionWorkflowId } from '../domain/names.js';
import type { Message, RunState, Verb } from '../domain/start/run-state.js';
import type { ClusterName } from '../domain/topology.js';
import type { Accepted } from './accepted.js';
import type { Engine } from './engine.js';
import { viewRun } from './runs.js';
import { tellRun } from './updates.js';
import { requireWorker } from './workers.js';

/**
 * Asks the run to stop and put back what it changed; its end tells what became of it.
 * @param asking names this one asking: said again under the same name, it is not done again
 * @throws SdrError E_NO_RUN nothing is under way; E_NO_WORKER, E_NO_ANSWER; E_BUSY it is ending already
 */
export const abortRun = (
  engine: Engine,
  cluster: ClusterName,
  message: Message = {},
  asking?: string,
): Promise<Accepted> => tell(engine, cluster, 'abort', message, asking);

/**
 * Lets a parked run go on at its failed step, with the request it has; one that runs is joined.
 * @throws SdrError as {@link abortRun}
 */
export const retryRun = (engine: Engine, cluster: ClusterName, message: Message = {}): Promise<Accepted> =>
  tell(engine, cluster, 'retry', message);

/**
 * Does without the check, ping or clean-up the run is parked at.
 * @throws SdrError as {@link abortRun}; E_NOT_SKIPPABLE
 */
export const skipPart = (engine: Engine, cluster: ClusterName, message: Message = {}): Promise<Accepted> =>
  tell(engine, cluster, 'skip', message);

/**
 * Halts the run before its next part; what runs now runs to its end. Answers at once, with the state of now.
 * @throws SdrError as {@link abortRun}; E_NOT_RUNNING
 */
export const pauseRun = (engine: Engine, cluster: ClusterName, message: Message = {}): Promise<Accepted> =>
  tell(engine, cluster, 'pause', message);

/**
 * Lets a paused run go on. Answers at once, with the state of now.
 * @throws SdrError as {@link abortRun}; E_NOT_RUNNING
 */
export const resumeRun = (engine: Engine, cluster: ClusterName, message: Message = {}): Promise<Accepted> =>
  tell(engine, cluster, 'resume', message);

const tell = async (
  engine: Engine,
  cluster: ClusterName,
  verb: Exclude<Verb, 'start'>,
  message: Message,
  asking?: string,
): Promise<Accepted> => {
  await requireRun(engine, cluster);
  await requireWorker(engine, cluster);
  const where = { workflowId: actionWorkflowId(cluster), where: cluster };
  return tellRun<RunState>(engine, where, verb, message, () => requireRun(engine, cluster), asking);
};

const requireRun = async (engine: Engine, cluster: ClusterName): Promise<void> => {
  const view = await viewRun(engine, cluster);
  if (view === undefined) throw new SdrError('E_NO_RUN', 'nothing was ever started for it', { cluster });
  if (view.execution !== 'RUNNING') {
    const { phase, status } = view.state;
    throw new SdrError('E_NO_RUN', `nothing is under way; the last start ended: ${status}, ${phase}`, { cluster });
  }
};
