import { retold, type SdrError } from '../../domain/errors.js';
import type { RunState } from '../../domain/start/run-state.js';
import { CliError } from '../lang/cli-error.js';
import { texts, word } from '../lang/index.js';
import { between } from '../render/time.js';
import type { Form } from './options.js';
import { progress, result } from './output.js';

/**
 * How a run ended. As JSON that is a result whatever the end; as text only a good end is one, and any other is told by
 * the error.
 * @throws SdrError what it failed with; E_ABORTED
 */
export const tellEnd = (state: RunState, form: Form): void => {
  const { cluster } = state.request.pair;
  if (form === 'json') result(JSON.stringify(state));
  switch (state.phase) {
    case 'done':
      if (form === 'text')
        result(word('done', { cluster, status: state.status, time: between(state.startedAt, state.endedAt) }));
      return;
    case 'aborted':
      throw new CliError('E_ABORTED', 'aborted', {}, { cluster });
    case 'parked':
    case 'failed':
    case 'running':
    case 'paused':
      progress(whereItStands(state));
      throw failureOf(state);
  }
};

const whereItStands = ({ request: { pair }, phase, status, failure }: RunState): string => {
  const { cluster } = pair;
  const { phases, titles } = texts();
  const stands =
    failure === undefined
      ? word('stands', { cluster, status, phase: phases[phase] })
      : word('standsAt', { cluster, status, phase: phases[phase], title: titles[failure.step] });
  return phase === 'parked' ? word('standsAndAgain', { stands, again: word('again', { cluster }) }) : stands;
};

const failureOf = ({ failure, phase, request: { pair } }: RunState): SdrError =>
  failure === undefined
    ? new CliError('E_INTERNAL', 'noReason', { phase }, { cluster: pair.cluster })
    : retold(failure.code, failure.message, { cluster: pair.cluster });

/** What was handed over and goes on by itself. @param target its name on the command line */
export const tellAccepted = ({ workflowId, runId }: Handed, target: string, form: Form): void =>
  result(
    form === 'json'
      ? JSON.stringify({ workflowId, runId })
      : word('accepted', { workflow: workflowId, cluster: target }),
  );

interface Handed {
  readonly workflowId: string;
  readonly runId: string;
}
