import { proxyActivities } from '@temporalio/workflow';
import type { BothActivities } from '../../activities/both/contract.js';
import type { LookActivities } from '../../activities/looks/activities.js';
import { lookSummary } from '../../domain/details/statics.js';
import { reportOfSide, type CheckReport } from '../../domain/check/report.js';
import type { CheckAnswer, CheckBothRequest, CheckRequest } from '../../domain/check/request.js';
import type { LookRequest, Overview, QueryAnswer } from '../../domain/looks.js';

const { gatherFacts, lookOver, queryRelationship } = proxyActivities<LookActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '500ms', maximumInterval: '2 seconds' },
});

/** It asks workers of both clusters, and beats meanwhile. */
const { checkSides } = proxyActivities<Pick<BothActivities, 'checkSides'>>({
  startToCloseTimeout: '3 minutes',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '500ms', maximumInterval: '2 seconds' },
});

/** What a start as disaster standby would erase: shown to whoever must confirm it. */
export const overview = async (request: LookRequest): Promise<Overview> =>
  lookOver.executeWithOptions({ summary: lookSummary('overview', request.pair.cluster) }, [request]);

/** Status, progress, RPO and RTO of the relationship, as gs_sdr's query gives them. */
export const query = async (request: LookRequest): Promise<QueryAnswer> =>
  queryRelationship.executeWithOptions({ summary: lookSummary('query', request.pair.cluster) }, [request]);

/** Everything a start would trip over, without changing anything: what was found, and the judgement of each check. */
export const check = async (request: CheckRequest): Promise<CheckAnswer> => {
  const facts = await gatherFacts.executeWithOptions({ summary: lookSummary('check', request.pair.cluster) }, [
    request,
  ]);
  return { request, facts, report: reportOfSide(facts, request.role) };
};

/** The same of both clusters, and what only both together tell. It belongs on the queue that every worker serves. */
export const checkBoth = async (request: CheckBothRequest): Promise<CheckReport> => checkSides(request);
