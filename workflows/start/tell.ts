import { CancellationScope, condition, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import { actionWorkflowId, pairWorkflowId } from '../../domain/names.js';
import { newsIn, reportOf, type Telling } from '../../domain/start/report.js';
import { isTelling } from '../../domain/start/telling.js';
import { listenedTo, peerTold, unheard } from '../../domain/start/transitions.js';
import { DESCRIPTIONS, tellSignal } from '../messages.js';
import { hear } from '../hear.js';
import { now } from '../time.js';
import type { StartRun } from './run.js';

/**
 * Tells the other side and the parent what this run is at, whole at each news. Whoever may be there is asked once; those
 * who answer, or speak first, are told from then on. Nobody is waited for: the other side may still run gs_sdr.
 */
export const tellOthers = (run: StartRun): Teller => {
  let onTheWay = 0;
  let sequence = 0;
  const tell = (to: string, answer: boolean): void => {
    onTheWay += 1;
    tellOne(run, ++sequence, to, answer)
      .catch(() => run.change((state) => unheard(state, to)))
      .finally(() => (onTheWay -= 1));
  };
  hear(
    tellSignal,
    isTelling,
    ({ from, report, answer }) => {
      run.change((state) => listenedTo(report === undefined ? state : peerTold(state, report), from));
      if (answer) tell(from, false);
    },
    DESCRIPTIONS.tell,
  );
  const { cluster, peer } = run.state.request.pair;
  for (const other of [actionWorkflowId(peer), pairWorkflowId(cluster, peer)]) tell(other, true);
  let told = newsIn(run.state);
  run.onChange((state) => {
    const news = newsIn(state);
    if (news === told) return;
    told = news;
    for (const listener of state.listeners) tell(listener, false);
  });
  return { allTold: () => condition(() => onTheWay === 0) };
};

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
