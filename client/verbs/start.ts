import { userInfo } from 'node:os';
import { SdrError, type ErrorCode } from '../../domain/errors.js';
import type { Role } from '../../domain/roles.js';
import { startRequest, whyNotSameStart, type Overwrite, type StartRequest } from '../../domain/start/request.js';
import type { ClusterPair } from '../../domain/topology.js';
import { tellAccepted, tellEnd } from '../cli/end.js';
import { follow } from '../cli/follow.js';
import { theRun } from '../cli/followed.js';
import { confirmOverwrite, confirmUnseen } from '../cli/guard.js';
import type { StartOptions } from '../commands/start.js';
import { withEngine } from '../../engine/connection.js';
import type { Engine } from '../../engine/engine.js';
import { viewRun, type RunView } from '../../engine/runs.js';
import { startAction } from '../../engine/start.js';
import { CliError } from '../lang/cli-error.js';

/** `sdr start`: asks what must be asked, starts, shows the run to its end. */
export const start = (pair: ClusterPair, role: Role, options: StartOptions): Promise<void> =>
  withEngine(async (engine) => {
    const choices = choicesOf(options, 'required');
    const request = await confirmed(engine, requestOf(pair, role, choices), choices);
    const accepted = await startAction(engine, request);
    if (options.detach) tellAccepted(accepted, pair.cluster, options.output);
    else tellEnd(await follow(engine, theRun(engine, pair.cluster), accepted.ended), options.output);
  });

/** What is chosen for a start, however it was written. */
export interface StartChoices extends Omit<StartOptions, 'xml' | 'json' | 'mode' | 'both' | 'adopt' | 'output'> {
  readonly adopt?: StartRequest['adopt'];
}

/** @param adopt what `--adopt` means here */
export const choicesOf = ({ adopt: asked, ...options }: StartOptions, adopt: StartRequest['adopt']): StartChoices => ({
  ...options,
  ...(asked && { adopt }),
});

/** What the options ask for, before anybody was asked whether the cluster may be erased. */
export const requestOf = (pair: ClusterPair, role: Role, options: StartChoices): StartRequest =>
  startRequest(pair, role, {
    hadrUser: options.user,
    timeOutSeconds: options.timeOut,
    onFailure: options.onFailure,
    fresh: options.force === true,
    by: options.by ?? userInfo().username,
    ...(options.plan !== undefined && { plan: options.plan }),
    ...(options.adopt !== undefined && { adopt: options.adopt }),
  });

/** The request, and whether the cluster may be erased. @throws SdrError E_OTHER_START, and what the guard refuses */
export const confirmed = async (
  engine: Engine,
  request: StartRequest,
  options: StartChoices,
): Promise<StartRequest> => {
  const unfinished = await unfinishedStart(engine, request);
  if (request.role === 'primary') return request;
  const overwrite = await overwriteOf(engine, request, options, unfinished);
  return { ...request, ...(overwrite && { overwrite }) };
};

/**
 * This cluster's start as it stands, when it is past step 2 and not at its end.
 * @throws SdrError E_OTHER_START when another one is under way: nobody needs to be asked anything then
 */
const unfinishedStart = async (engine: Engine, request: StartRequest): Promise<RunView | undefined> => {
  const { cluster } = request.pair;
  const view = await viewRun(engine, cluster);
  if (view === undefined || view.state.phase === 'done' || view.state.phase === 'aborted') return undefined;
  const { state, execution } = view;
  const difference = whyNotSameStart(state.request, request);
  if (difference !== undefined && execution === 'RUNNING') {
    const { phase, startedAt: since } = state;
    throw new CliError('E_OTHER_START', 'otherStart', { phase, since, difference }, { cluster });
  }
  return difference === undefined && state.recorded >= 2 ? view : undefined;
};

/** Somebody looked, or was asked, and the answer was no. */
const ANSWERS: readonly ErrorCode[] = ['E_OVERWRITE_NOT_CONFIRMED', 'E_SESSIONS_CONNECTED', 'E_INTERRUPTED'];

/**
 * A run that is past step 2 was confirmed when it began. The cluster of one that was closed half-way, or that gs_sdr has
 * left half-way, may be stopped and cannot be looked at: then the new run refuses by itself, unless nothing is erased.
 */
const overwriteOf = async (
  engine: Engine,
  { pair, adopt }: StartRequest,
  { yesOverwrite, forceSessions }: StartChoices,
  unfinished: RunView | undefined,
): Promise<Overwrite | undefined> => {
  if (unfinished?.execution === 'RUNNING') return unfinished.state.request.overwrite;
  const options = { forceSessions: forceSessions === true, ...(yesOverwrite !== undefined && { yesOverwrite }) };
  try {
    return await confirmOverwrite(engine, pair, options);
  } catch (error) {
    const halfWay = unfinished !== undefined || adopt !== undefined;
    if (!halfWay || !(error instanceof SdrError) || ANSWERS.includes(error.code)) throw error;
    return adopt === undefined ? undefined : confirmUnseen(pair, options, error);
  }
};
