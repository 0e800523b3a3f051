import { writeKeptScope } from '../../cluster/workspace.js';
import { isNewer } from '../../domain/start/kept.js';
import type { StartScope } from '../../domain/start/scope.js';
import { home, type Work } from '../work.js';

/** What this worker wrote last, of each start: not every activity has something new. */
const written = new Map<string, Pick<StartScope, 'firstRunId' | 'recorded' | 'entry'>>();

/**
 * Keeps in the workspace what the run is at, before the next step changes anything. The engine's history is what runs go on
 * from; this is for the day on which the Temporal Service itself is lost.
 * Twice: writes the same. A workspace that cannot be written stops nothing here: whoever needs it fails by itself.
 */
export const keepScope = async (work: Work): Promise<void> => {
  const { scope } = work;
  if (scope.home === undefined || !isNewer(scope, written.get(scope.firstRunId))) return;
  try {
    await writeKeptScope(home(work), scope);
    written.set(scope.firstRunId, scope);
  } catch (error) {
    work.signal.throwIfAborted();
    work.log.debug(`The workspace does not keep what is done: ${String(error)}`);
  }
};
