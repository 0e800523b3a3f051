import { userInfo } from 'node:os';
import type { Message, RunState } from '../../domain/start/run-state.js';
import type { ClusterName } from '../../domain/topology.js';
import { tellEnd } from '../cli/end.js';
import { follow } from '../cli/follow.js';
import type { Form } from '../cli/options.js';
import { result } from '../cli/output.js';
import { headline } from '../render/run.js';
import { withEngine } from '../../engine/connection.js';
import { abortRun, pauseRun, resumeRun, retryRun, skipPart } from '../../engine/steer.js';

type Verb = (cluster: ClusterName, message: Message, form: Form) => Promise<void>;

const steer =
  (tell: typeof abortRun, tellHow: (state: RunState, form: Form) => void): Verb =>
  (cluster, message, form) =>
    withEngine(async (engine) => {
      const { ended } = await tell(engine, cluster, { by: userInfo().username, ...message });
      tellHow(await follow(engine, cluster, ended), form);
    });

/** They are obeyed at once: there is no end to wait for. */
const halt =
  (tell: typeof pauseRun): Verb =>
  (cluster, message, form) =>
    withEngine(async (engine) => {
      const { ended } = await tell(engine, cluster, { by: userInfo().username, ...message });
      const state = await ended;
      const halting = state.pause !== undefined && state.phase === 'running' ? ', halts before its next part' : '';
      result(form === 'json' ? JSON.stringify(state) : `${headline(state)}${halting}`);
    });

/** To be aborted is what was asked for. */
const tellAbort = (state: RunState, form: Form): void => {
  if (state.phase !== 'aborted') {
    tellEnd(state, form);
    return;
  }
  const lost = state.facts.erased
    ? 'Its data was being overwritten and is lost; the datanodes are down. Start again, or restore a backup.'
    : 'Everything is as it was before the start.';
  result(form === 'json' ? JSON.stringify(state) : `${headline(state)}\n${lost}`);
};

/** `sdr abort` */
export const abort = steer(abortRun, tellAbort);

/** `sdr retry` */
export const retry = steer(retryRun, tellEnd);

/** `sdr skip` */
export const skip = steer(skipPart, tellEnd);

/** `sdr pause` */
export const pause = halt(pauseRun);

/** `sdr resume` */
export const resume = halt(resumeRun);
