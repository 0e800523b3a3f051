import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Host } from '../../cluster/host/host.js';
import { nameOf } from '../../cluster/node-facts.js';
import { onNodes } from '../../cluster/on-nodes.js';
import {
  readBefore,
  readKeptScope,
  readRunRecord,
  readStatus,
  unlock,
  type RunRecord,
} from '../../cluster/workspace.js';
import { SdrError } from '../../domain/errors.js';
import { hadrUser } from '../../domain/hadr-user.js';
import { MEMO_RUN, traceIdOf } from '../../domain/names.js';
import { rememberOnce } from '../../domain/start/before.js';
import { runFromKept } from '../../domain/start/kept.js';
import type { StartScope } from '../../domain/start/scope.js';
import type { HomeNode, RunState } from '../../domain/start/run-state.js';
import { isRelated, isStatus } from '../../domain/status.js';
import type { Outcome, Recalled } from '../contract.js';
import { home, nodes, ownNodes, type Work } from '../work.js';

/**
 * Chooses the node that keeps the workspace: the one of before while it answers, else the worker's own, else the first
 * that does. Every node of the cluster has what the workspace needs, so another one can take over.
 * The first to run at every entry, it also refuses a name that the tools would trip over.
 * Twice: it only looks.
 * @throws SdrError E_NAME_REFUSED, E_NODE_UNREACHABLE
 */
export const chooseHomeNode = async (work: Work): Promise<Outcome> => {
  const { scope, deps } = work;
  hadrUser(scope.hadrUser);
  const own = ownNodes(scope).filter((node) =>
    deps.ownAddresses.some((address) => address === node.ip || address === node.dataIp),
  );
  const candidates = [
    ...(scope.home ? [scope.home.ip] : []),
    ...own.map(({ ip }) => ip),
    ...ownNodes(scope).map(({ ip }) => ip),
  ];
  const silent: string[] = [];
  for (const ip of new Set(candidates)) {
    try {
      const chosen: HomeNode = { ip, name: await nameOf(deps.host(ip), work.signal) };
      openOthers(work, ip);
      return { said: `${chosen.name} keeps the workspace`, facts: { home: chosen } };
    } catch (error) {
      work.signal.throwIfAborted();
      silent.push(`${ip}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new SdrError('E_NODE_UNREACHABLE', `no node of the cluster answers (${silent.join('; ')})`);
};

/** The next part wants all nodes: the connections to them open meanwhile. One that does not fails there, by name. */
const openOthers = (work: Work, chosen: string): void => {
  for (const host of nodes(work)) if (host.address !== chosen) host.environment().catch(() => undefined);
};

/**
 * Looks at which run the workspace belongs to. One that was closed unfinished is handed to the caller with its state
 * from the engine's memo, and with what the workspace remembers of the settings before.
 * Twice: it only looks; with `-f` the locks of a lost run are gone already.
 * @throws SdrError E_LOST_HISTORY when the engine does not know the run any more, and nobody asked to go on all the same
 */
export const recallLastRun = async (work: Work): Promise<Recalled> => {
  const host = home(work);
  const record = await readRunRecord(host);
  if (record === undefined || record.runId === work.run.runId)
    return { said: 'no earlier run left anything unfinished', ...(await relatedOn(host)) };
  const earlier = await stateOf(record);
  if (earlier === undefined) {
    if (work.scope.fresh) return beginAnew(work, record);
    const kept = work.scope.adopt === undefined ? undefined : await readKeptScope(host);
    if (kept?.firstRunId === record.firstRunId) return goOnFromKept(host, kept);
    const recorded = work.scope.adopt === undefined ? '' : ', which had recorded no step: only -f goes on';
    throw new SdrError(
      'E_LOST_HISTORY',
      `the workspace belongs to run ${record.runId} of ${record.workflowId}${recorded}`,
      { node: host.address },
    );
  }
  if (earlier.phase === 'done' || earlier.phase === 'aborted') return { said: `run ${record.runId} had ended` };
  const before = rememberOnce(await readBefore(host), earlier.facts.before);
  return {
    said: `run ${record.runId} was closed at step ${earlier.recorded} and goes on here`,
    earlier: { ...earlier, facts: { ...earlier.facts, before } },
  };
};

/** The Temporal Service that knew the run is lost: its workspace knows the last step that it had recorded. */
const goOnFromKept = async (host: Host, kept: StartScope): Promise<Recalled> => {
  const earlier = runFromKept(kept, (await readStatus(host)) ?? '', new Date().toISOString());
  const before = rememberOnce(await readBefore(host), earlier.facts.before);
  return {
    said: `a run that nobody knows any more had recorded step ${kept.recorded} and goes on here`,
    earlier: { ...earlier, facts: { ...earlier.facts, before } },
  };
};

/** Such a cluster is refused in step 1; until then the run shall not say that it is normal. */
const relatedOn = async (host: Host): Promise<Pick<Recalled, 'related'>> => {
  const published = (await readStatus(host)) ?? '';
  return isStatus(published) && isRelated(published) ? { related: published } : {};
};

/** What the lost run remembered of the settings before stays in the workspace; its locks would bar everybody. */
const beginAnew = async (work: Work, { runId, firstRunId }: RunRecord): Promise<Recalled> => {
  await onNodes(nodes(work), (host) => unlock(host, traceIdOf(firstRunId)));
  return { said: `the workspace of run ${runId}, which nobody knows any more, is begun anew` };
};

/** What the last run under that record knew of itself; undefined when the engine has forgotten it. */
const stateOf = async (record: RunRecord): Promise<RunState | undefined> => {
  const { client } = Context.current();
  try {
    const { memo, status } = await client.workflow.getHandle(record.workflowId, record.runId).describe();
    const known = status.name === 'CONTINUED_AS_NEW' ? await stateOfSuccessor(record) : memo;
    return known?.[MEMO_RUN] as RunState | undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
};

/** A run that was parked for long may have continued as new: its last successor knows. */
const stateOfSuccessor = async ({
  workflowId,
  firstRunId,
}: RunRecord): Promise<Record<string, unknown> | undefined> => {
  const { client, info } = Context.current();
  for await (const run of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const state = run.memo?.[MEMO_RUN] as RunState | undefined;
    if (run.runId !== info.workflowExecution?.runId && state?.firstRunId === firstRunId) return run.memo;
  }
  return undefined;
};
