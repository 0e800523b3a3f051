import { Context } from '@temporalio/activity';
import { viewRun } from '../../engine/runs.js';
import { engineHere } from '../both/engine.js';
import { queryInstances } from '../../cluster/cm-ctl.js';
import type { Host } from '../../cluster/host/host.js';
import type { ActionSeen, SideFacts } from '../../domain/check/facts.js';
import type { CheckRequest } from '../../domain/check/request.js';
import { unseen, type Seen } from '../../domain/check/seen.js';
import { primaryOf, type Datanode } from '../../domain/topology.js';
import type { Dependencies } from '../deps.js';
import { addresses, anyHost } from '../looks/nodes.js';
import { cmFacts } from './cm.js';
import { datanodeFacts } from './datanodes.js';
import { hadrFacts, primaryFacts } from './primary.js';
import { following, looked } from './looked.js';
import { nodeFacts } from './nodes.js';

/**
 * Everything that `check` judges, of one cluster. All nodes are asked at once; what cannot be seen is a fact of its own
 * and hides nothing else. It changes nothing.
 */
export const gatherFacts = async (deps: Dependencies, request: CheckRequest): Promise<SideFacts> => {
  const { pair, hadrUser } = request;
  const clock = serviceClock();
  const home = await looked(() => anyHost(deps, request));
  const instances = await following(home, (host) => looked((signal) => queryInstances(host, signal)));
  const primary = primaryIn(instances);
  const [nodes, cm, datanodes, onPrimary, hadr, action] = await Promise.all([
    Promise.all(addresses(request).map((address) => nodeFacts(deps, request, address, clock))),
    cmFacts(deps, request, home, instances),
    datanodeFacts(deps, request, instances),
    primaryFacts(deps, request, primary),
    hadrFacts(deps, request, primary),
    looked(() => actionOf(request)),
  ]);
  return { pair, hadrUser, nodes, cm, datanodes, primary: onPrimary, hadr, action };
};

export type Instances = Seen<Awaited<ReturnType<typeof queryInstances>>>;
export type HomeSeen = Seen<Host>;

const primaryIn = (instances: Instances): Seen<Datanode> => {
  if (instances.kind === 'unseen') return instances;
  const primary = primaryOf(instances.value);
  return primary === undefined ? unseen('the cluster has no primary datanode') : { kind: 'seen', value: primary };
};

/** What time it is at the Temporal Service: the one clock that both clusters' workers know. */
const serviceClock = (): (() => number) => {
  const { currentAttemptScheduledTimestampMs } = Context.current().info;
  const began = performance.now();
  return () => currentAttemptScheduledTimestampMs + performance.now() - began;
};

const actionOf = async ({ pair }: CheckRequest): Promise<ActionSeen | null> => {
  const view = await viewRun(engineHere(), pair.cluster);
  if (view?.execution !== 'RUNNING') return null;
  const { action, request, phase, startedAt, failure } = view.state;
  return {
    workflowId: view.workflowId,
    does: `${action} as ${request.role}`,
    phase,
    since: startedAt,
    ...(failure && { failure: failure.code }),
  };
};
