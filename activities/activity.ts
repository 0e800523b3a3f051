import { Context } from '@temporalio/activity';
import { SIGNALS } from '../domain/names.js';
import { partOf, type PartId } from '../domain/start/parts.js';
import type { Progress } from '../domain/start/run-state.js';
import type { Outcome, ProgressMessage, StartScope } from './contract.js';
import type { Dependencies } from './deps.js';
import { toFailure } from './failure.js';
import { keepScope } from './start/keep-scope.js';
import { traceId, type Work } from './work.js';

/** What an activity keeps in its heartbeat. */
export interface Heartbeat {
  /** How long attempts of this activity have been failing, in milliseconds; a lost worker adds nothing. */
  readonly failingMs: number;
  readonly remembered?: unknown;
  readonly progress?: Progress;
}

/** Cancellation travels on heartbeats; the SDK sends as many of these as it needs. */
const BEAT_MS = 1_000;
/**
 * A command that hangs may use up the patience of its part at the first attempt, and go well at the second; what has a long
 * limit of its own, as the stop of a node, has been patient enough.
 */
const HANG_MS = 150_000;
/**
 * The workflow hears of progress at these steps only: each message is part of its history, which has an end, and a build
 * may take days. Whoever wants to know more often reads the heartbeats.
 */
const TOLD_PERCENT = 5;
const HEADROOM_TOLD_MS = 600_000;

/**
 * Makes an activity of a piece of work: it beats, can be cancelled, fails in the catalogue's words, and gives up when
 * its part's patience has run out.
 */
export const activity =
  <Scope extends StartScope, Answer extends Outcome>(
    part: PartId,
    deps: Dependencies,
    work: (work: Work<Scope>) => Promise<Answer>,
  ) =>
  async (scope: Scope): Promise<Answer> => {
    const context = Context.current();
    const begun = Date.now();
    const before = heartbeatOf(context.info.heartbeatDetails);
    let beat: Heartbeat = before;
    const tell = progressTeller(context);
    const send = (): void => context.heartbeat(beat);
    // Nothing is sent before the first beat is due: most activities are over by then, and each message costs a round trip.
    const timer = setInterval(send, BEAT_MS);
    try {
      const here: Work<Scope> = {
        scope,
        traceId: traceId(scope),
        run: context.info.workflowExecution ?? { workflowId: '', runId: '' },
        deps,
        signal: context.cancellationSignal,
        log: deps.log(scope.firstRunId),
        remembered: before.remembered,
        remember: (remembered) => {
          beat = { ...beat, remembered };
          send();
        },
        progress: (key, progress) => {
          const now = { ...progress, at: new Date().toISOString() };
          beat = { ...beat, progress: now };
          tell({ key, progress: now });
        },
      };
      await keepScope(here);
      return await work(here);
    } catch (error) {
      // A killed command is not a failed one: the workflow must hear of the cancellation.
      context.cancellationSignal.throwIfAborted();
      const tookMs = Date.now() - begun;
      const failingMs = before.failingMs + tookMs + pauseAfter(context.info.attempt);
      beat = { ...beat, failingMs };
      send();
      const hungOnce = before.failingMs === 0 && tookMs < HANG_MS;
      const retryForMs = hungOnce ? Infinity : partOf(part).retryFor * 1000;
      throw toFailure(error, scope.pair.cluster, { failingMs, retryForMs });
    } finally {
      clearInterval(timer);
    }
  };

const heartbeatOf = (details: unknown): Heartbeat =>
  typeof details === 'object' && details !== null && 'failingMs' in details ? (details as Heartbeat) : { failingMs: 0 };

/** The engine's pause before the next attempt counts as time of failing: see the retry policy in workflows/start/perform.ts. */
const pauseAfter = (attempt: number): number => Math.min(10_000, 500 * 2 ** (attempt - 1));

/** A signal to the own workflow at every few percent, and when the room for WAL runs short; a lost one costs nothing. */
const progressTeller = (context: Context) => {
  let told: Progress | undefined;
  return (message: ProgressMessage): void => {
    const { progress } = message;
    if (told !== undefined && !isNews(told, progress)) return;
    told = progress;
    const { workflowId, runId } = context.info.workflowExecution ?? { workflowId: '', runId: '' };
    context.client.workflow
      .getHandle(workflowId, runId)
      .signal(SIGNALS.progress, message)
      .catch(() => undefined);
  };
};

const isNews = (told: Progress, now: Progress): boolean =>
  (now.percent ?? 0) >= (told.percent ?? 0) + TOLD_PERCENT ||
  told.headroom?.short !== now.headroom?.short ||
  (now.headroom !== undefined && Date.parse(now.at) - Date.parse(told.at) >= HEADROOM_TOLD_MS);
