import { CancellationScope, condition, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { actionWorkflowId, pairWorkflowId } from '../../domain/names.js';
import { newsIn, reportOf, type Telling } from '../../domain/start/report.js';
import { isUnderWay, type RunState } from '../../domain/start/run-state.js';
import { isTelling } from '../../domain/start/telling.js';
import { listenedTo, peerTold, unheard } from '../../domain/start/transitions.js';
import { DESCRIPTIONS, tellSignal } from '../messages.js';
import { hear } from '../hear.js';
import { now } from '../time.js';
import type { StartRun } from './run.js';

/**
 * Tells the other side and the parent what this run is at, whole at each news. Whoever may be there is asked once; those
 * who answer, or speak first, are told from then on. Nobody is waited for: the other side may still run gs_sdr.
 *
 * One report at a time is on its way to each, and what has become new meanwhile goes with the next: the server locks a run
 * while it delivers what that run says, so two that speak to each other at once hold each other up for half a second
 * (history.cacheNonUserContextLockTimeout).
 */
export const tellOthers = (run: StartRun): Teller => {
  const onTheWay = new Set<string>();
  const told = new Map<string, string>();
  let sequence = 0;
  let news = newsIn(run.state);
  run.onChange((state) => (news = newsIn(state)));

  const tell = async (to: string, answer: boolean): Promise<void> => {
    onTheWay.add(to);
    told.set(to, news);
    try {
      await tellOne(run, ++sequence, to, answer);
    } catch {
      // Whoever has spoken since is there after all.
      if (told.delete(to)) run.change((state) => unheard(state, to));
    } finally {
      onTheWay.delete(to);
    }
  };
  hear(
    tellSignal,
    isTelling,
    ({ from, report, answer }) => {
      if (answer) told.delete(from);
      run.change((state) => listenedTo(report === undefined ? state : peerTold(state, report), from));
    },
    DESCRIPTIONS.tell,
  );
  const { role, pair } = run.state.request;
  const other = actionWorkflowId(pair.peer);
  const isHeard = (): boolean => run.state.listeners.includes(other);
  const greet = async (): Promise<void> => {
    // The primary speaks first: two that begin at once would greet each other at once.
    if (role === 'disaster_standby') await condition(() => isHeard() || hasBegun(run.state));
    if (!isHeard()) void tell(other, true);
  };
  void tell(pairWorkflowId(pair.cluster, pair.peer), true);
  const greeted = CancellationScope.nonCancellable(greet);

  const due = (): readonly string[] =>
    run.state.listeners.filter((listener) => !onTheWay.has(listener) && told.get(listener) !== news);
  const keepTelling = async (): Promise<never> => {
    for (;;) {
      await condition(() => due().length > 0);
      for (const listener of due()) void tell(listener, false);
    }
  };
  void CancellationScope.nonCancellable(keepTelling);
  return {
    allTold: async () => {
      await greeted;
      await condition(() => onTheWay.size === 0 && due().length === 0);
    },
  };
};

const hasBegun = ({ facts, phase }: RunState): boolean => facts.home !== undefined || !isUnderWay(phase);

export interface Teller {
  /** The server drops what a closed run was just about to say. */
  allTold(): Promise<void>;
}

/** Who is not there (any more) is not told again until it speaks; a signal that is lost costs time, nothing else. */
const tellOne = (run: StartRun, sequence: number, to: string, answer: boolean): Promise<void> => {
  const { workflowId, runId } = workflowInfo();
  const report = reportOf(run.state, { workflowId, runId, sequence, at: now() });
  const telling: Telling = { from: workflowId, report, answer };
  return CancellationScope.nonCancellable(() => getExternalWorkflowHandle(to).signal(tellSignal, telling));
};
