import { AGENT_MODE, readCmParameter } from '../../cluster/cm-files.js';
import { cmDataPaths, ddbGet, type CmDataPaths } from '../../cluster/cm-ctl.js';
import type { AgentFacts, CmFacts } from '../../domain/check/facts.js';
import type { CheckRequest } from '../../domain/check/request.js';
import { ofSeen, seen } from '../../domain/check/seen.js';
import { SdrError } from '../../domain/errors.js';
import type { Datanode } from '../../domain/topology.js';
import type { Dependencies } from '../deps.js';
import { hostOf } from '../looks/nodes.js';
import { backupOpenKey } from '../start/5-set-run-mode.js';
import type { HomeSeen, Instances } from './gather.js';
import { following, looked } from './looked.js';

/** CM as it shows the cluster, its agents' files, its store. */
export const cmFacts = async (
  deps: Dependencies,
  request: CheckRequest,
  home: HomeSeen,
  instances: Instances,
): Promise<CmFacts> => {
  const [agents, backupOpen] = await Promise.all([
    agentFacts(deps, request, home, instances),
    following(home, (host) => looked(async (signal) => ddbGet(host, await backupOpenKey(host), signal))),
  ]);
  return {
    state: ofSeen(instances, ({ state }) => state),
    datanodes: ofSeen(instances, ({ datanodes }) => datanodes),
    servers: ofSeen(instances, ({ servers }) => servers),
    agents,
    backupOpen,
  };
};

const agentFacts = async (
  deps: Dependencies,
  request: CheckRequest,
  home: HomeSeen,
  instances: Instances,
): Promise<CmFacts['agents']> => {
  const paths = await following(home, (host) => looked((signal) => cmDataPaths(host, signal)));
  return following(paths, (known) =>
    following(instances, async ({ datanodes }) =>
      seen(await Promise.all(datanodes.map((datanode) => agentOn(deps, request, datanode, known)))),
    ),
  );
};

const agentOn = async (
  deps: Dependencies,
  request: CheckRequest,
  datanode: Datanode,
  paths: CmDataPaths,
): Promise<AgentFacts> => ({
  nodeName: datanode.nodeName,
  backupOpen: await looked(async () => {
    const path = paths(datanode.nodeId);
    const value = await readCmParameter(hostOf(deps, request, datanode), path, AGENT_MODE);
    if (value === undefined) throw new SdrError('E_NO_CM', `there is no ${path}/${AGENT_MODE.file}`);
    return value;
  }),
});
