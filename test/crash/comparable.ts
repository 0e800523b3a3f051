import type { RunState } from '../../domain/start/run-state.js';

/** What two runs that went the same way have in common: all of the state but times, ids and names. */
export const comparable = (state: RunState): unknown => {
  const { request, firstRunId, listeners: _, peer: __, ...rest } = state;
  const names: readonly string[] = [firstRunId, request.pair.cluster, request.pair.peer];
  return JSON.parse(
    JSON.stringify(rest, (key, value: unknown) => {
      if (key === 'at' || key.endsWith('At')) return 'then';
      return typeof value === 'string' && names.includes(value) ? 'its own' : value;
    }),
  );
};
