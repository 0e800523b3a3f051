import type { Display } from '../client/cli/display.js';
import { startAction, viewRun, watchRun, type Engine, type RunView } from '../client/index.js';
import { readConfiguration } from '../client/configuration.js';
import type { Role } from '../domain/roles.js';
import { startRequest, type StartRequest } from '../domain/start/request.js';
import type { ClusterName } from '../domain/topology.js';
import { LAB_CLUSTERS, type Lab, type LabClusterName } from '../lab/index.js';

/** Both sides of the relationship as they ended, or stand. */
export type Sides = Readonly<Record<LabClusterName, RunView>>;

const ROLES: Readonly<Record<LabClusterName, Role>> = { north: 'primary', south: 'disaster_standby' };

/** Starts both sides at once, as two operators in two regions would, and shows them until both have parked or ended. */
export const startBoth = async (lab: Lab, engine: Engine, display: Display, stop: AbortSignal): Promise<Sides> => {
  const [north, south] = await Promise.all(
    LAB_CLUSTERS.map(async (name) => startSide(engine, await requestOf(lab, name), display, stop)),
  );
  if (north === undefined || south === undefined) throw new Error('a lab has two clusters');
  return { north, south };
};

/** A side that stands since the last time is not started again. */
const startSide = async (
  engine: Engine,
  request: StartRequest,
  display: Display,
  stop: AbortSignal,
): Promise<RunView> => {
  const { cluster } = request.pair;
  const earlier = await viewRun(engine, cluster);
  if (earlier?.state.phase === 'done') {
    display.show(earlier.state);
    return earlier;
  }
  await startAction(engine, request);
  return shownToItsEnd(engine, cluster, display, stop);
};

const shownToItsEnd = async (
  engine: Engine,
  cluster: ClusterName,
  display: Display,
  stop: AbortSignal,
): Promise<RunView> => {
  let last: RunView | undefined;
  for await (const view of watchRun(engine, cluster, stop)) {
    last = view;
    display.show(view.state);
  }
  if (last === undefined) throw new Error(`the run of ${cluster} is gone`);
  return last;
};

/** As `sdr start -m … -X cluster.xml` asks. That south is erased is what the demonstration is for. */
const requestOf = async (lab: Lab, name: LabClusterName): Promise<StartRequest> => {
  const pair = await readConfiguration({ xml: lab.clusters[name].xmlFile });
  return startRequest(pair, ROLES[name], {
    hadrUser: lab.hadr.user,
    by: 'npm start',
    ...(ROLES[name] === 'disaster_standby' && { overwrite: { confirmed: pair.cluster, despiteSessions: false } }),
  });
};
