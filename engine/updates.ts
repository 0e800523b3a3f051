import { randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { Statics } from '../domain/details/statics.js';
import { SdrError } from '../domain/errors.js';
import { UPDATES } from '../domain/names.js';
import type { Message, Verb } from '../domain/start/run-state.js';
import { accepted, type Accepted, type WithPhase } from './accepted.js';
import type { Engine } from './engine.js';

/** A start, of one side or of both, as the engine is told of it. */
export interface Startable<Request, State> {
  readonly type: string;
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly request: Request;
  /** Until a worker takes the run up, this is all that can be seen of it. */
  readonly memo: Readonly<Record<string, State>>;
  readonly statics: Statics;
  /** The cluster, or the pair, for errors. */
  readonly where: string;
  /** Names this one asking: said again under the same name, it is not done again. */
  readonly asking?: string;
  /** Where the last run has ended well, nothing is started: E_ALREADY_RELATED. The engine sees to it, whenever that was. */
  readonly unlessDone?: boolean;
}

/** Starts, re-enters or joins: one message does it, whatever there is. */
export const startOrJoin = <Request, State extends WithPhase>(
  engine: Engine,
  startable: Startable<Request, State>,
): Promise<Accepted<State>> => {
  const { type, workflowId, taskQueue, request, memo, statics, where, asking = randomUUID(), unlessDone } = startable;
  type Start = (request: Request) => Promise<State>;
  // One serves one call.
  const operation = () =>
    new WithStartWorkflowOperation<Start>(type, {
      workflowId,
      taskQueue,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: unlessDone === true ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'ALLOW_DUPLICATE',
      memo: { ...memo },
      ...statics,
    });
  return accepted(engine, where, async () => {
    try {
      return await engine.client.workflow.startUpdateWithStart<Start, State, [Request]>(UPDATES.start, {
        updateId: asking,
        args: [request],
        waitForStage: 'ACCEPTED',
        startWorkflowOperation: operation(),
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      throw new SdrError('E_ALREADY_RELATED', 'its last start has ended well', { cluster: where });
    }
  });
};

/**
 * Tells a run that is there something.
 * @param gone what is thrown when it closed just now
 * @param asking names this one asking: said again under the same name, it is not done again
 */
export const tellRun = <State extends WithPhase>(
  engine: Engine,
  { workflowId, where }: { readonly workflowId: string; readonly where: string },
  verb: Exclude<Verb, 'start'>,
  message: Message,
  gone: () => Promise<unknown>,
  asking: string = randomUUID(),
): Promise<Accepted<State>> => {
  const handle = engine.client.workflow.getHandle(workflowId);
  return accepted(engine, where, async () => {
    try {
      return await handle.startUpdate<State, [Message]>(UPDATES[verb], {
        updateId: asking,
        args: [message],
        waitForStage: 'ACCEPTED',
      });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) await gone();
      throw error;
    }
  });
};
