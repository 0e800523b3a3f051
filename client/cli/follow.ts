import { SdrError } from '../../domain/errors.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import type { Engine } from '../temporal/connection.js';
import { watchRun } from '../temporal/runs.js';
import { openDisplay } from './display.js';

/**
 * Shows the run until it parks or ends. Ctrl-C leaves the run alone and says how to come back.
 * @throws SdrError E_INTERRUPTED
 */
export const follow = async (engine: Engine, cluster: ClusterName, ended?: Promise<RunState>): Promise<RunState> => {
  const display = openDisplay();
  const stop = new AbortController();
  const interrupted = onInterrupt(cluster, stop.signal);
  const watching = showAll(engine, cluster, display.show, stop.signal);
  try {
    return await Promise.race([ended === undefined ? watching : settle(ended, watching), interrupted]);
  } finally {
    stop.abort();
    display.close();
  }
};

/** The end is told by the run itself; what the display still shows by then is drawn to its end. */
const settle = async (ended: Promise<RunState>, watching: Promise<RunState>): Promise<RunState> => {
  const state = await ended;
  await watching.catch(() => undefined);
  return state;
};

const showAll = async (
  engine: Engine,
  cluster: ClusterName,
  show: (state: RunState) => void,
  signal: AbortSignal,
): Promise<RunState> => {
  let last: RunState | undefined;
  for await (const { state } of watchRun(engine, cluster, signal)) {
    last = state;
    show(state);
  }
  if (last === undefined) throw new SdrError('E_NO_RUN', 'there is no such run', { cluster });
  return last;
};

const onInterrupt = (cluster: string, over: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const interrupt = (): void =>
      reject(new SdrError('E_INTERRUPTED', `sdr status --cluster ${cluster} --watch`, { cluster }));
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    over.addEventListener('abort', () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    });
  });
