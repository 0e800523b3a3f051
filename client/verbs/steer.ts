import { userInfo } from 'node:os';
import type { Message, RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import { tellEnd } from '../cli/end.js';
import { tellAbortOfBoth } from '../cli/end-both.js';
import { follow } from '../cli/follow.js';
import { thePair, theRun } from '../cli/followed.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { word } from '../lang/index.js';
import { lostText } from '../render/lost.js';
import { headline } from '../render/run.js';
import { abortBoth, type Pair } from '../../engine/both.js';
import { withEngine } from '../../engine/connection.js';
import { abortRun, pauseRun, resumeRun, retryRun, skipPart } from '../../engine/steer.js';

type Verb = (cluster: ClusterName, message: Message, form: Form) => Promise<void>;

const steer =
  (tell: typeof abortRun, tellHow: (state: RunState, form: Form) => void): Verb =>
  (cluster, message, form) =>
    withEngine(async (engine) => {
      const { ended } = await tell(engine, cluster, { by: userInfo().username, ...message });
      tellHow(await follow(engine, theRun(engine, cluster), ended), form);
    });

/** They are obeyed at once: there is no end to wait for. */
const halt =
  (tell: typeof pauseRun): Verb =>
  (cluster, message, form) =>
    withEngine(async (engine) => {
      const { ended } = await tell(engine, cluster, { by: userInfo().username, ...message });
      const state = await ended;
      const halting = state.pause !== undefined && state.phase === 'running' ? word('halting') : '';
      result(form === 'json' ? JSON.stringify(state) : `${headline(state)}${halting}`);
    });

/** To be aborted is what was asked for. */
const tellAbort = (state: RunState, form: Form): void => {
  if (state.phase !== 'aborted') {
    tellEnd(state, form);
    return;
  }
  result(form === 'json' ? JSON.stringify(state) : `${headline(state)}\n${lostText(state.facts)}`);
};

/** `sdr abort` */
export const abort = steer(abortRun, tellAbort);

/** `sdr abort` of both sides */
export const abortPair = (pair: Pair, message: Message, form: Form): Promise<void> =>
  withEngine(async (engine) => {
    const { ended } = await abortBoth(engine, pair, { by: userInfo().username, ...message });
    tellAbortOfBoth(await follow(engine, thePair(engine, pair), ended), form);
  });

/** `sdr retry` */
export const retry = steer(retryRun, tellEnd);

/** `sdr skip` */
export const skip = steer(skipPart, tellEnd);

/** `sdr pause` */
export const pause = halt(pauseRun);

/** `sdr resume` */
export const resume = halt(resumeRun);
