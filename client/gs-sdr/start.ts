import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { SdrError } from '../../domain/errors.js';
import type { Role } from '../../domain/roles.js';
import type { RunState } from '../../domain/start/run-state.js';
import type { ClusterPair } from '../../domain/topology.js';
import { withEngine } from '../../engine/connection.js';
import type { Engine } from '../../engine/engine.js';
import { watchRun } from '../../engine/runs.js';
import { startAction } from '../../engine/start.js';
import { tellEnd } from '../cli/end.js';
import { interrupted } from '../cli/interrupted.js';
import { confirmed, requestOf, type StartChoices } from '../verbs/start.js';
import type { GsSdrOptions } from './command.js';
import { printedLines } from './lines.js';
import { printer } from './printer.js';

/**
 * `gs_sdr -t start`: starts, re-enters or joins, and prints what the original prints until it parks or ends.
 * @throws SdrError what it failed with; E_INTERRUPTED the run goes on
 */
export const start = (pair: ClusterPair, mode: Role, options: GsSdrOptions): Promise<void> =>
  withEngine(async (engine) => {
    // The original goes on from its own step file without being told to, unless -f takes it away.
    const goingOn: Pick<StartChoices, 'adopt'> = options.force ? {} : { adopt: 'if any' };
    const choices: StartChoices = { ...options, ...goingOn, onFailure: 'park' };
    const request = await confirmed(engine, requestOf(pair, mode, choices), choices);
    const { ended } = await startAction(engine, request);
    const stop = interrupted();
    const show = showing(options.log);
    const watching = watch(engine, pair, show, stop);
    watching.catch(() => undefined);
    const state = await Promise.race([ended, once(stop, 'abort')]);
    if (Array.isArray(state)) throw new SdrError('E_INTERRUPTED', 'the run goes on; the same command joins it again');
    show(state);
    if (state.phase !== 'done') tellEnd(state, 'text');
  });

const showing = (log: string | undefined): ((state: RunState) => void) => {
  const print = printer('start', log);
  let last: RunState | undefined;
  return (state) => {
    print(state.firstRunId, printedLines(last, state));
    last = state;
  };
};

/** Between two tries while the service is away. */
const AGAIN_MS = 1_000;

const watch = async (
  engine: Engine,
  { cluster }: ClusterPair,
  show: (state: RunState) => void,
  signal: AbortSignal,
): Promise<void> => {
  const over = AbortSignal.any([signal, engine.closed]);
  while (!over.aborted) {
    try {
      for await (const { state } of watchRun(engine, cluster, over)) show(state);
      return;
    } catch (error) {
      if (!(error instanceof SdrError) || error.code !== 'E_NO_TEMPORAL') throw error;
      await setTimeout(AGAIN_MS, undefined, { signal: over });
    }
  }
};
