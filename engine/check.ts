import { isDeepStrictEqual } from 'node:util';
import type { SideFacts } from '../domain/check/facts.js';
import { reportOfBoth, reportOfSide, type CheckReport } from '../domain/check/report.js';
import type { CheckAnswer, CheckBothRequest, CheckRequest } from '../domain/check/request.js';
import { unseenSide } from '../domain/check/unseen.js';
import { SdrError, asSdrError } from '../domain/errors.js';
import type { Engine } from './engine.js';
import { look } from './looks.js';

/**
 * Looks for everything that a start of this cluster would trip over, and changes nothing.
 * @throws SdrError E_NO_WORKER, E_NO_TEMPORAL; what a check finds is in the report
 */
export const checkCluster = async (engine: Engine, request: CheckRequest): Promise<CheckReport> =>
  reportOfSide(await factsOf(engine, request), request.role);

/**
 * Both clusters, each by its own worker, and what only both together tell. A side that nobody can look at is a finding
 * and hides nothing of the other.
 * @throws SdrError when neither can be looked at
 */
export const checkBoth = async (engine: Engine, { primary, standby }: CheckBothRequest): Promise<CheckReport> => {
  const [first, second] = await Promise.allSettled([factsOf(engine, primary), factsOf(engine, standby)]);
  if (first.status === 'rejected' && second.status === 'rejected') throw asSdrError(first.reason);
  return reportOfBoth({ primary: factsIn(first, primary), standby: factsIn(second, standby) });
};

const factsIn = (result: PromiseSettledResult<SideFacts>, { pair, hadrUser }: CheckRequest): SideFacts =>
  result.status === 'fulfilled' ? result.value : unseenSide(pair, hadrUser, asSdrError(result.reason).message);

/** Somebody else may have asked something else just before. */
const TRIES = 5;

/** A check of the same cluster that is under way answers for this one too, when the same is asked. */
const factsOf = async (engine: Engine, request: CheckRequest): Promise<SideFacts> => {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await look<CheckAnswer>(engine, 'check', request);
    if (isDeepStrictEqual(answer.request, asWritten(request))) return answer.facts;
  }
  throw new SdrError('E_BUSY', 'others keep checking it with another role or configuration', {
    cluster: request.pair.cluster,
  });
};

/** As it comes back from the engine. */
const asWritten = (request: CheckRequest): CheckRequest => JSON.parse(JSON.stringify(request)) as CheckRequest;
