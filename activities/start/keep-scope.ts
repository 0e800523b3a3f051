import { writeKeptScope } from '../../cluster/workspace.js';
import { keptFor } from '../../domain/start/kept.js';
import { home, type Work } from '../work.js';

/** What this worker wrote last, of each start: not every activity has something new. */
const written = new Map<string, string>();

/**
 * Keeps in the workspace what the run is at, before the next step changes anything. The engine's history is what runs go on
 * from; this is for the day on which the Temporal Service itself is lost.
 * Twice: writes the same. A workspace that cannot be written stops nothing here: whoever needs it fails by itself.
 */
export const keepScope = async (work: Work): Promise<void> => {
  const { scope } = work;
  const now = keptFor(scope);
  if (scope.home === undefined || scope.recorded === 0 || written.get(scope.firstRunId) === now) return;
  try {
    await writeKeptScope(home(work), scope);
    written.set(scope.firstRunId, now);
  } catch (error) {
    work.signal.throwIfAborted();
    work.log.debug(`The workspace does not keep what is done: ${String(error)}`);
  }
};
